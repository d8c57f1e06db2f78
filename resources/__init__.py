"""Data that ships with the product: catalogue, migrations, models manifest, fonts, icons."""
