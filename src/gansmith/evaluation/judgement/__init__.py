"""What all measurements say together of generated samples: a grade, and what gave them away."""
