"""The pages of the programme year."""
