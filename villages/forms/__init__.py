"""The forms of the programme year."""
