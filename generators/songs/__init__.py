"""Songs: words set to a composed tune, line by line, and sung over the band."""
