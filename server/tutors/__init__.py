"""The engines that can hold a lesson, and who judges it."""
