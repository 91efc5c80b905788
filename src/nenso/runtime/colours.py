"""The colours of drawings, as SVG and reports write them: those of the pages' styles (``assets/styles``)."""

RED, RUST, OCHRE, SAGE, GREEN = "#9b1c1c", "#b5532f", "#d9a441", "#5f9d86", "#0f6b5c"
PLUM, BLUE, STONE, MOSS = "#7a4a6b", "#3d6a8f", "#8a8378", "#4f6b2a"
INK, ASH, SAND = "#1d1a16", "#6b6257", "#cfc6b6"
