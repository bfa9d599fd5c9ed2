"""The theory of the game: types, losses, schedules, randomness; no files, no clocks, no flags."""
