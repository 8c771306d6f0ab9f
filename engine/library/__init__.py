"""What the user keeps: pieces that can be opened, heard and edited again."""
