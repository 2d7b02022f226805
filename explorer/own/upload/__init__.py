"""Upload: files that map programs write, read into lines and areas."""
