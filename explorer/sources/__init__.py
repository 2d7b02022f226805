"""Sources: what one upstream map says of one day, read into control; one file a source."""
