"""What was published of registers for everyone."""

from django.db import models

from nenso.runtime.aggregates import Root


class OpenRelease(Root):
    """One publishing of a register's open data, numbered from 1; it stays as it is, its files stay to be cited.

    ``about``: what the declaration says, columns and their meaning, as JSON, so that pages need no edition; ``files``:
    ``format media_type name sha256 size`` of each; ``preview``: the first rows; ``chart``: label and count, null where
    it is hidden. ``hidden``: the cells that are not shown, by value and period. Of the newest one three members follow
    each day: ``checked_at`` (looked at, nothing had changed), ``completeness`` (0–100) and ``latest`` (when any of its
    records last changed). ``withdrawn_at``: since when nobody gets its files, with why, as everybody reads it.
    """

    storage = "reference"

    register = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    edition = models.ForeignKey("formulas.Edition", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    latest = models.DateTimeField(null=True)
    completeness = models.FloatField(null=True)
    rows = models.PositiveBigIntegerField()
    about = models.JSONField()
    files = models.JSONField()
    preview = models.JSONField()
    chart = models.JSONField()
    hidden = models.JSONField(default=list)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=500, default="", db_default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "number"], name="exchange_release_numbered")]

    def __str__(self) -> str:
        return f"{self.register} {self.number}"
