"""The desk notes by which postal item a printed form went to whoever gets answers by post."""
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A row beside the paper; of what went before nothing is known."""

    dependencies = [
        ('dossiers', '0173_postal_items_are_found_by_their_number'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Sending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('by_post', 'by_post'), ('in_person', 'in_person')], max_length=9)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('item', models.CharField(blank=True, editable=False, max_length=60)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sendings', to='dossiers.letter')),
                ('taken_back_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('item', ''), _negated=True), fields=['item'], name='sending_item')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('letter', 'way', 'item', 'on'), name='sending_once'), models.CheckConstraint(condition=models.Q(models.Q(('way', 'by_post'), models.Q(('number', ''), _negated=True), models.Q(('item', ''), _negated=True)), models.Q(('item', ''), ('number', ''), ('way', 'in_person')), _connector='OR'), name='sending_has_its_item'), models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at', None), ('taken_back_by', None)), models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False)), _connector='OR'), name='sending_taken_back_by_whom')],
            },
        ),
    ]
