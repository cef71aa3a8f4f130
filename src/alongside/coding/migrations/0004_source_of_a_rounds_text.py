import django.db.models.deletion
from django.db import migrations, models


def say_which_source(apps, schema_editor):
    for row in apps.get_model("coding", "RoundText").objects.select_related("source_text"):
        row.source_id = row.source_text.source_id
        row.save(update_fields=["source"])


def tell_names_apart(apps, schema_editor):
    """SQLite let two codes of one place bear one name: the later ones say their number."""
    seen = set()
    for entry in apps.get_model("coding", "CodeEntry").objects.order_by("pk"):
        place = (entry.version_id, entry.parent_id, entry.name)
        if place in seen:
            entry.name = f"{entry.name[:180]} ({entry.pk})"
            entry.save(update_fields=["name"])
        seen.add(place)


class Migration(migrations.Migration):

    dependencies = [
        ('coding', '0003_changes_of_a_visit'),
        ('study', '0002_changed_texts'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='codeentry', name='code_name_once_a_place'),
        migrations.AddField(
            model_name='codeentry',
            name='words_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='study.source'),
        ),
        migrations.AddField(
            model_name='roundtext',
            name='source',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='rounds', to='study.source'),
        ),
        migrations.RunPython(say_which_source, migrations.RunPython.noop),
        migrations.RunPython(tell_names_apart, migrations.RunPython.noop),
    ]
