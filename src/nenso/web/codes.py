"""QR codes that stand in a page itself, so that they are there without a further request and when it is printed."""

from markupsafe import Markup

from nenso.results.qr_codes import qr


def drawn(text: str, css: str) -> Markup:
    """Return a QR code of ``text`` as a drawing with the class ``css``, named by nothing: text beside it says it."""
    drawing = qr(text, scale=4, svgns=False, omitsize=True, svgclass=css)
    return Markup(drawing.decode())  # noqa: S704 - the drawing holds no text
