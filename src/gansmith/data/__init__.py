"""From a user's file to what networks see, and back in the user's own units."""
