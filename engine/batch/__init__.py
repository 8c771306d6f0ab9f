"""Many songs: a list of wishes becomes a folder of files, on several cores or machines.

Read `run` first. `task` is one song, `attempts` what becomes of it; `processes` and `cluster` are
who works, `folder` is what is kept, `fingerprint` sees to it that all make the same songs.
`worker_reading` has many files read by the same workers.
"""
