"""Coverage-guided fuzzing: what is read from outside is fed with ever stranger bytes."""
