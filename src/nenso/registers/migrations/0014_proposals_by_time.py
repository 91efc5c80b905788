from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0004_successions"),
        ("registers", "0013_written_faster"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="mergeproposal",
            name="merge_proposal_of_register",
        ),
        migrations.RemoveIndex(
            model_name="mergeproposal",
            name="merge_proposal_of_agency",
        ),
        migrations.RemoveIndex(
            model_name="mergeproposal",
            name="merge_proposal_of_other",
        ),
        migrations.AddIndex(
            model_name="mergeproposal",
            index=models.Index(fields=["register", "state", "-proposed_at"], name="merge_proposal_of_register"),
        ),
        migrations.AddIndex(
            model_name="mergeproposal",
            index=models.Index(fields=["agency", "state", "-proposed_at"], name="merge_proposal_of_agency"),
        ),
        migrations.AddIndex(
            model_name="mergeproposal",
            index=models.Index(fields=["other_agency", "state", "-proposed_at"], name="merge_proposal_of_other"),
        ),
    ]
