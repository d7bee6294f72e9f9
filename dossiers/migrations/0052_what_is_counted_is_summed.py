"""Statistics are read from sums: a trigger writes what changes with a dossier, a run adds it to cells by day and month.

The tables and what a dossier is counted as are described in ``docs/statistics.md``.
"""

from django.db import migrations, models

COLUMNS = """sign, agency, sector, procedure, division, assignee, channel, ended, verdict, outcome,
    received_on, resolved_on, late_on, refused_on"""

AS_COUNTED = """
CREATE FUNCTION dossiers_local_day(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;

-- Statuses: 3 rejected, 7 withdrawn, 8 stopped, 9 result ready, 10 returned. A dossier that was rejected has no other
-- instant for it than that of the event that led there.
CREATE FUNCTION dossiers_as_counted(d dossiers_dossier, sign smallint) RETURNS TABLE (
    sign smallint, agency integer, sector varchar, procedure integer, division integer, assignee integer, channel varchar,
    ended smallint, verdict varchar, outcome varchar, received_on date, resolved_on date, late_on date, refused_on date)
LANGUAGE sql STABLE AS $$
    SELECT sign, d.agency_id::integer, d.sector, d.procedure_id::integer, coalesce(d.division_id, 0)::integer,
        coalesce(d.assignee_id, 0)::integer, d.channel,
        (CASE WHEN d.status = 10 THEN 9 WHEN d.status IN (3, 7, 8, 9) THEN d.status ELSE 0 END)::smallint,
        CASE WHEN d.resolved_at IS NULL THEN '' ELSE d.verdict END,
        CASE WHEN d.resolved_at IS NULL THEN '' ELSE d.outcome END,
        dossiers_local_day(d.accepted_at),
        CASE WHEN d.accepted_at IS NOT NULL THEN dossiers_local_day(d.resolved_at) END,
        CASE WHEN d.accepted_at IS NOT NULL THEN dossiers_local_day(d.late_at - interval '1 microsecond') END,
        CASE WHEN d.accepted_at IS NULL AND d.status IN (3, 7, 8) THEN dossiers_local_day(coalesce(d.resolved_at, (
            SELECT max(e.at) FROM dossiers_event e
            WHERE e.dossier_id = d.id AND e.target = d.state AND e.source <> e.target))) END
    WHERE d.accepted_at IS NOT NULL OR d.status IN (3, 7, 8)
$$;
"""

TRIGGERS = f"""
CREATE FUNCTION dossiers_note_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO dossiers_counteddelta ({COLUMNS}) SELECT * FROM dossiers_as_counted(OLD, -1::smallint);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO dossiers_counteddelta ({COLUMNS}) SELECT * FROM dossiers_as_counted(NEW, 1::smallint);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER counted_from AFTER INSERT ON dossiers_dossier FOR EACH ROW
    WHEN (NEW.accepted_at IS NOT NULL OR NEW.status IN (3, 7, 8)) EXECUTE FUNCTION dossiers_note_counted();
CREATE TRIGGER counted_no_more AFTER DELETE ON dossiers_dossier FOR EACH ROW
    WHEN (OLD.accepted_at IS NOT NULL OR OLD.status IN (3, 7, 8)) EXECUTE FUNCTION dossiers_note_counted();
CREATE TRIGGER counted_anew AFTER UPDATE ON dossiers_dossier FOR EACH ROW WHEN (
    (OLD.accepted_at, OLD.resolved_at, OLD.late_at, OLD.verdict, OLD.agency_id, OLD.sector, OLD.procedure_id,
     OLD.division_id, OLD.assignee_id, OLD.channel, OLD.status IN (3, 7, 8),
     CASE WHEN OLD.resolved_at IS NULL THEN '' ELSE OLD.outcome END)
    IS DISTINCT FROM
    (NEW.accepted_at, NEW.resolved_at, NEW.late_at, NEW.verdict, NEW.agency_id, NEW.sector, NEW.procedure_id,
     NEW.division_id, NEW.assignee_id, NEW.channel, NEW.status IN (3, 7, 8),
     CASE WHEN NEW.resolved_at IS NULL THEN '' ELSE NEW.outcome END))
    EXECUTE FUNCTION dossiers_note_counted();
"""

# Of a dossier up to five sums change, each in the cell of its day; and each of these in four grains.
VIEWS = """
CREATE VIEW dossiers_countedmark AS
SELECT d.id AS delta, m.* FROM dossiers_counteddelta d CROSS JOIN LATERAL dossiers_marks_of(
    d.sign, d.agency, d.sector, d.procedure, d.division, d.assignee, d.channel, d.ended, d.verdict, d.outcome,
    d.received_on, d.resolved_on, d.late_on, d.refused_on) m;

CREATE VIEW dossiers_counted AS
SELECT grain, day, agency, sector, procedure, division, assignee, channel, ended, verdict, outcome,
    received, resolved, late, late_resolved, refused FROM dossiers_countedcell
UNION ALL
SELECT grain, day, agency, sector, procedure, division, assignee, channel, ended, verdict, outcome,
    received, resolved, late, late_resolved, refused FROM dossiers_countedmark;
"""
MARKS = """
CREATE FUNCTION dossiers_marks_of(
    sign smallint, agency integer, sector varchar, procedure integer, division integer, assignee integer, channel varchar,
    ended smallint, verdict varchar, outcome varchar, received_on date, resolved_on date, late_on date, refused_on date)
RETURNS TABLE (
    grain smallint, day date, agency integer, sector varchar, procedure integer, division integer, assignee integer,
    channel varchar, ended smallint, verdict varchar, outcome varchar,
    received bigint, resolved bigint, late bigint, late_resolved bigint, refused bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT g.grain::smallint, CASE WHEN g.is_month THEN m.day - (extract(day FROM m.day)::integer - 1) ELSE m.day END,
        agency, sector, procedure, division,
        CASE WHEN g.is_who THEN assignee ELSE 0 END,
        channel,
        CASE WHEN m.is_end THEN ended ELSE 0 END::smallint,
        CASE WHEN m.is_end THEN verdict ELSE '' END,
        CASE WHEN m.is_end AND NOT g.is_who THEN outcome ELSE '' END,
        (m.received * sign)::bigint, (m.resolved * sign)::bigint, (m.late * sign)::bigint,
        (m.late_resolved * sign)::bigint, (m.refused * sign)::bigint
    FROM (SELECT late_on IS NOT NULL AND (resolved_on IS NULL OR resolved_on > late_on) AS is_late) l
    CROSS JOIN LATERAL (VALUES
        (received_on, false, 1, 0, 0, 0, 0), (resolved_on, true, 0, 1, 0, 0, 0),
        (CASE WHEN l.is_late THEN greatest(late_on, received_on) END, false, 0, 0, 1, 0, 0),
        (CASE WHEN l.is_late THEN resolved_on END, false, 0, 0, 0, 1, 0), (refused_on, true, 0, 0, 0, 0, 1)
    ) m (day, is_end, received, resolved, late, late_resolved, refused)
    CROSS JOIN (VALUES (0, false, false), (1, true, false), (2, false, true), (3, true, true)) g (grain, is_month, is_who)
    WHERE m.day IS NOT NULL
$$;
"""

KEY = [
    "grain", "agency", "day", "sector", "procedure", "division", "assignee", "channel", "ended", "verdict", "outcome",
]  # fmt: skip
SUMS = ["received", "resolved", "late", "late_resolved", "refused"]
FILLED = f"""
INSERT INTO dossiers_counteddelta ({COLUMNS}) SELECT c.* FROM dossiers_dossier d, dossiers_as_counted(d, 1::smallint) c;
INSERT INTO dossiers_countedcell ({", ".join([*KEY, *SUMS])})
SELECT {", ".join(KEY)}, {", ".join(f"sum({name})" for name in SUMS)} FROM dossiers_countedmark GROUP BY {", ".join(KEY)};
DELETE FROM dossiers_counteddelta;
"""

BACKWARD = """
DROP VIEW dossiers_counted;
DROP VIEW dossiers_countedmark;
DROP FUNCTION dossiers_marks_of;
DROP TRIGGER counted_anew ON dossiers_dossier;
DROP TRIGGER counted_no_more ON dossiers_dossier;
DROP TRIGGER counted_from ON dossiers_dossier;
DROP FUNCTION dossiers_note_counted();
DROP FUNCTION dossiers_as_counted(dossiers_dossier, smallint);
DROP FUNCTION dossiers_local_day(timestamptz);
"""

GRAINS = [(0, "WHAT_DAY"), (1, "WHAT_MONTH"), (2, "WHO_DAY"), (3, "WHO_MONTH")]


def _id() -> tuple[str, models.BigAutoField]:
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _dimensions() -> list[tuple[str, models.Field]]:
    return [
        ("agency", models.IntegerField()),
        ("sector", models.CharField(max_length=60)),
        ("procedure", models.IntegerField()),
        ("division", models.IntegerField()),
        ("assignee", models.IntegerField()),
        ("channel", models.CharField(max_length=6)),
        ("ended", models.SmallIntegerField()),
        ("verdict", models.CharField(max_length=8)),
        ("outcome", models.CharField(max_length=40)),
    ]


class Migration(migrations.Migration):
    """What is there already is counted at once; who files or acts meanwhile waits."""

    dependencies = [("dossiers", "0051_files_are_sent_by_parts")]

    operations = [
        migrations.CreateModel(
            "CountedDelta",
            [
                _id(),
                ("sign", models.SmallIntegerField()),
                *_dimensions(),
                *((f"{name}_on", models.DateField(null=True)) for name in ("received", "resolved", "late", "refused")),
            ],
        ),
        migrations.CreateModel(
            "CountedCell",
            [
                _id(),
                ("grain", models.SmallIntegerField(choices=GRAINS)),
                ("day", models.DateField()),
                *_dimensions(),
                *((name, models.BigIntegerField(default=0)) for name in SUMS),
            ],
            options={"constraints": [models.UniqueConstraint(fields=KEY, name="counted_cell")]},
        ),
        migrations.RunSQL(AS_COUNTED + TRIGGERS + MARKS + VIEWS + FILLED, BACKWARD),
    ]
