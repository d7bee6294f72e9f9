"""Rungs that lead nowhere are refused: who is above is told later, and only of what was not met."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0130_ladders_that_lead_nowhere_are_the_usual_ones'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='noticetimes',
            constraint=models.CheckConstraint(condition=models.Q(('step_holder__lt', models.F('step_head'))), name='step_holder_before_step_head'),
        ),
        migrations.AddConstraint(
            model_name='noticetimes',
            constraint=models.CheckConstraint(condition=models.Q(('step_holder__lt', models.F('step_leader'))), name='step_holder_before_step_leader'),
        ),
        migrations.AddConstraint(
            model_name='noticetimes',
            constraint=models.CheckConstraint(condition=models.Q(('step_head__lt', models.F('step_leader'))), name='step_head_before_step_leader'),
        ),
        migrations.AddConstraint(
            model_name='noticetimes',
            constraint=models.CheckConstraint(condition=models.Q(('whole_head__lt', models.F('whole_leader'))), name='whole_head_before_whole_leader'),
        ),
        migrations.AddConstraint(
            model_name='noticetimes',
            constraint=models.CheckConstraint(condition=models.Q(('step_head__gte', 0)), name='step_head_after'),
        ),
        migrations.AddConstraint(
            model_name='noticetimes',
            constraint=models.CheckConstraint(condition=models.Q(('step_leader__gte', 0)), name='step_leader_after'),
        ),
        migrations.AddConstraint(
            model_name='noticetimes',
            constraint=models.CheckConstraint(condition=models.Q(('whole_leader__gte', 0)), name='whole_leader_after'),
        ),
    ]
