"""The side-by-side comparison: what is measured, by whom, whether it is right, and how it reads."""
