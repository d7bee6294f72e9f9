"""Who receives and who decides, by date: agencies and their receiving points, as rows that never change."""
