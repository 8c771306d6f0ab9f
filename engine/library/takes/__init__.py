"""Every take kept: plain ``.affetto`` files in one folder, and an index that can be made anew.

Read `take` first, what is known without opening a file, then `take_library`, all that can be done
with them. `keeping` and `growing` write them (`take_file`), `index` lists them.
"""
