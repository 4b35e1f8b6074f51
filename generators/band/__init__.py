"""From a lead sheet to the whole band: voicings, bass, drums, swing, form."""
