"""What every act runs on: a turn read, worked out and written in one piece; expressions, clocks, targets."""
