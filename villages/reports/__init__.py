"""The reports of the programme year: sections, and the files that they are handed out as."""
