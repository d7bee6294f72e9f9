"""Drafts, dossiers, their log, and what is made from it."""

import django.db.models.deletion
import dossiers.models.attachment
import dossiers.models.dispatch
import dossiers.models.state
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables of the app."""

    initial = True

    dependencies = [
        ('accounts', '0001_people_units_and_roles'),
        ('procedures', '0004_published_is_final'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField()),
                ('action', models.CharField(max_length=80)),
                ('source', models.CharField(blank=True, max_length=80)),
                ('target', models.CharField(max_length=80)),
                ('role', models.CharField(max_length=24)),
                ('at', models.DateTimeField()),
                ('facts', models.JSONField(default=dict)),
                ('reading', models.JSONField(default=dict)),
                ('payload_digest', models.CharField(max_length=64)),
                ('previous_digest', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['dossier_id', 'sequence'],
            },
        ),
        migrations.CreateModel(
            name='Dossier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True, verbose_name='dossier number')),
                ('draft_key', models.UUIDField(editable=False, unique=True)),
                ('applicant_name', models.CharField(max_length=255)),
                ('sector', models.SlugField(max_length=60)),
                ('filed_at', models.DateTimeField()),
                ('state', dossiers.models.state.StateField(max_length=80, protected=True)),
                ('sequence', models.PositiveIntegerField(default=0)),
                ('status', models.PositiveSmallIntegerField(choices=[(1, 'Newly filed'), (2, 'Accepted'), (3, 'Not accepted'), (4, 'In process'), (5, 'Supplement requested'), (6, 'Payment requested'), (7, 'Withdrawn by the applicant'), (8, 'Processing stopped'), (9, 'Result ready'), (10, 'Result returned')])),
                ('holder', models.CharField(blank=True, max_length=24)),
                ('changed_at', models.DateTimeField()),
                ('answer_due_at', models.DateTimeField()),
                ('deadline_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('first_due_at', models.DateTimeField(null=True)),
                ('lawful_due_at', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('late_at', models.DateTimeField(null=True)),
                ('step_due_at', models.DateTimeField(null=True)),
                ('resolved_at', models.DateTimeField(null=True)),
                ('returned_at', models.DateTimeField(null=True)),
                ('verdict', models.CharField(blank=True, choices=[('early', 'Early'), ('on_time', 'On time'), ('overdue', 'Overdue')], max_length=8)),
                ('outcome', models.CharField(blank=True, max_length=40)),
                ('supplement_rounds', models.PositiveSmallIntegerField(default=0)),
                ('reappointed', models.BooleanField(default=False)),
                ('withdrawal_asked', models.BooleanField(default=False)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit')),
                ('applicant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to=settings.AUTH_USER_MODEL)),
                ('assignee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('division', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit')),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to='procedures.procedure')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to='procedures.procedureversion')),
            ],
            options={
                'verbose_name': 'dossier',
                'verbose_name_plural': 'dossiers',
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('answers', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL)),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.procedure')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.procedureversion')),
            ],
        ),
        migrations.CreateModel(
            name='EventPayload',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='payload', serialize=False, to='dossiers.event')),
                ('salt', models.CharField(blank=True, max_length=32)),
                ('content', models.JSONField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='event',
            name='dossier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='event',
            name='on_behalf_of',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='event',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit'),
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('component', models.CharField(blank=True, max_length=60)),
                ('name', models.CharField(max_length=255)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('pages', models.PositiveIntegerField(null=True)),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.FileField(max_length=200, upload_to=dossiers.models.attachment.attachment_path)),
                ('uploaded_at', models.DateTimeField()),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='dossiers.dossier')),
                ('draft', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='dossiers.draft')),
                ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='dossiers.event')),
            ],
            options={
                'ordering': ['uploaded_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8)),
                ('number', models.CharField(max_length=60)),
                ('token', models.CharField(max_length=43, unique=True)),
                ('file', models.FileField(max_length=200, upload_to=dossiers.models.dispatch.letter_path)),
                ('sha256', models.CharField(max_length=64)),
                ('issued_at', models.DateTimeField()),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='dossiers.dossier')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='dossiers.event')),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=24)),
                ('recipient', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=255)),
                ('message_id', models.CharField(max_length=120, unique=True)),
                ('sent_at', models.DateTimeField()),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='dossiers.dossier')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='dossiers.event')),
            ],
        ),
        migrations.CreateModel(
            name='OutboxEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=24)),
                ('due_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.event')),
            ],
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=16)),
                ('on', models.DateField()),
                ('last', models.PositiveIntegerField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agency', 'series', 'on'), name='counter_once')],
            },
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['applicant', '-filed_at', '-id'], name='dossier_of_applicant'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('holder', ''), _negated=True), fields=['unit', 'holder', 'deadline_at', 'id'], name='dossier_on_desk'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('holder', '')), fields=['agency', '-changed_at', '-id'], name='dossier_ended'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('resolved_at', None)), fields=['agency', 'late_at', 'id'], name='dossier_unresolved'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('holder', ''), _negated=True), fields=['agency', 'deadline_at', 'id'], name='dossier_open'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['agency', 'accepted_at'], name='dossier_received'),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['agency', 'resolved_at', 'verdict'], name='dossier_resolved'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at', None), ('due_at__isnull', False), _connector='OR'), name='dossier_accepted_has_due'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(('verdict', ''), ('resolved_at__isnull', False), _connector='OR'), name='dossier_verdict_only_when_resolved'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('owner', 'procedure', 'number'), name='draft_one_open'),
        ),
        migrations.AddConstraint(
            model_name='eventpayload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', False), ('erased_at__isnull', True)), models.Q(('content__isnull', True), ('erased_at__isnull', False), ('salt', '')), _connector='OR'), name='payload_kept_or_erased'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('dossier', 'sequence'), name='event_sequence'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dossier__isnull', False), ('draft', None)), models.Q(('dossier', None), ('draft__isnull', False)), _connector='OR'), name='attachment_in_one_place'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('event', 'kind'), name='letter_once'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('event', 'kind'), name='notice_once'),
        ),
        migrations.AddIndex(
            model_name='outboxentry',
            index=models.Index(condition=models.Q(('done_at', None)), fields=['due_at', 'id'], name='outbox_open'),
        ),
        migrations.AddConstraint(
            model_name='outboxentry',
            constraint=models.UniqueConstraint(fields=('event', 'kind'), name='outbox_once'),
        ),
    ]
