"""Questionnaires and scales: definitions, scoring, scores, and their pages."""
