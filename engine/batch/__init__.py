"""Many songs: a list of wishes becomes a folder of files, on several cores or machines."""
