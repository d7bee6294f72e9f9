"""Whatever acts rest on renews one stamp when it changes, so that processes may keep what they have read of it."""

from django.db import migrations, models

WATCHED = ("accounts_unit", "procedures_unitsector", "procedures_calendarversion", "procedures_procedureversion")

BEGIN = """
INSERT INTO procedures_stamp (value) VALUES (gen_random_uuid());
CREATE FUNCTION procedures_renew_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE procedures_stamp SET value = gen_random_uuid();
    RETURN NULL;
END $$;
"""
# ALWAYS: also in a session that plays a replica, in which no other trigger fires.
WATCH = """
CREATE TRIGGER renews_the_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION procedures_renew_stamp();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER renews_the_stamp;
"""
LEAVE = "DROP TRIGGER renews_the_stamp ON {table};"


class Migration(migrations.Migration):
    """A table of one row, and a trigger on each of four tables."""

    dependencies = [("accounts", "0003_constraints_in_words"), ("procedures", "0006_calendars_of_units")]

    operations = [
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.UUIDField()),
            ],
        ),
        migrations.RunSQL(
            BEGIN + "".join(WATCH.format(table=table) for table in WATCHED),
            "".join(LEAVE.format(table=table) for table in WATCHED) + "DROP FUNCTION procedures_renew_stamp();",
        ),
    ]
