"""From a piece to what a person can hear, read or see: audio, video, notation and pictures."""
