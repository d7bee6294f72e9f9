"""What the applicant's form shows beside its fields: how a question is drawn, what was understood, what was just taken out."""
