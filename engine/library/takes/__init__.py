"""Every take kept: plain ``.affetto`` files in one folder, and an index that can be made anew."""
