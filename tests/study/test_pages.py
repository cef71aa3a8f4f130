"""The study's pages: what they show, to whom, and what happens when a form cannot be taken."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from alongside.access.models import Grant
from alongside.audit.models import AuditEvent
from alongside.study import withdrawal
from alongside.study.actions import add_source, grant_sources, record_consent
from alongside.study.models import Approach, Case, Consent, Participant, Pseudonym, Source, Study, Withdrawal


@pytest.fixture
def page(as_, study, researcher):
    """Asks for a page of the study: `page("sources")`, `page("case", guid, by=second_coder)`."""

    def get(where: str, /, *args, by=researcher, **query):
        return as_(by).get(reverse(f"study:{where}", args=[study.slug, *args]), query)

    return get


@pytest.fixture
def send(as_, study, researcher):
    def post(where: str, /, *args, by=researcher, **fields):
        return as_(by).post(reverse(f"study:{where}", args=[study.slug, *args]), fields)

    return post


def words(response) -> str:
    return " ".join(response.content.decode().split())


PLAIN = (
    "sources",
    "import",
    "guides",
    "register",
    "people",
    "add_participant",
    "sampling",
    "add_case",
    "settings",
    "participants",
)


@pytest.mark.parametrize("name", PLAIN)
def test_the_researcher_sees_each_page_of_an_empty_study(page, name):
    assert page(name).status_code == 200


@pytest.mark.parametrize("name", PLAIN)
def test_outsiders_and_administrators_know_of_no_page(page, name, outsider, administrator):
    assert page(name, by=outsider).status_code == 404
    assert page(name, by=administrator).status_code == 404


@pytest.mark.parametrize("name", PLAIN)
def test_a_critical_friend_knows_of_the_study_but_is_refused_with_the_reason(page, name, critical_friend):
    assert page(name, by=critical_friend).status_code == 403


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("sources", 200),
        ("people", 200),
        ("settings", 200),
        ("participants", 200),
        ("import", 403),
        ("register", 403),
        ("add_case", 403),
    ],
)
def test_a_second_coder_reads_but_neither_imports_nor_opens_the_vault(page, name, status, second_coder):
    assert page(name, by=second_coder).status_code == status


def test_a_refusal_is_an_audit_event(page, second_coder):
    page("register", by=second_coder)
    event = AuditEvent.objects.get(verb="access.refused")
    assert (event.actor_id, event.details["permission"]) == (second_coder.pk, "open_vault")


def test_the_table_of_sources_says_what_each_consent_allows(page, source, participant, study, researcher):
    first = participant(
        "P01", "take_part", "quote", "publish", role_group="senior nurse", site_name="Trust B"
    )
    second = participant("P02", "take_part")
    source("P01", cases=[first.case], on="2016-03-14")
    source("P02", "P02: Yes.\n\nP02: No.", cases=[second.case], identified=True)
    source("FN 01", "Two nurses talked.", kind="field_note", title="Learning session 3", hours=2)
    shown = words(page("sources"))
    for expected in (
        "Senior nurse, Trust B", "14 Mar 2016", "quotes may be published", "no quotes at all", "to pseudonymise",
        "Learning session 3", "not needed", "Field notes 1", "Next: pseudonymise 1 of 3.",
    ):  # fmt: skip
        assert expected in shown, expected
    only = words(page("sources", kind="field_note"))
    assert "Learning session 3" in only
    assert "Senior nurse" not in only


def test_the_tables_take_few_statements_however_long_they_are(
    as_, researcher, source, participant, django_assert_max_num_queries
):
    for number in range(1, 21):
        source(
            f"P{number:02d}",
            f"P{number:02d}: Yes {number}.",
            cases=[participant(f"P{number:02d}", "quote").case],
        )
    browser = as_(researcher)
    for name in ("sources", "people"):
        with django_assert_max_num_queries(15):
            assert browser.get(reverse(f"study:{name}", args=["why"])).status_code == 200


def test_markup_in_a_title_is_shown_as_it_was_written(page, source):
    source("P01", title="<script>alert(1)</script>")
    assert "&lt;script&gt;alert(1)" in page("sources").content.decode()
    assert "<script>alert(1)" not in page("sources").content.decode()


def test_an_administrator_opens_a_study_for_its_researcher(as_, administrator, researcher):
    sent = {"name": "Next", "slug": "next", "researcher": researcher.email}
    assert as_(administrator).post(reverse("study:new"), sent).status_code == 302
    assert Grant.objects.filter(scope=Study.objects.get(slug="next").scope, person=researcher).exists()


def test_a_study_that_cannot_be_opened_says_why_at_the_field(as_, administrator, study):
    sent = as_(administrator).post(reverse("study:new"), {"name": "Next", "slug": "why"})
    assert sent.status_code == 422
    assert "This one is taken." in words(sent)


def test_somebody_without_a_study_cannot_open_one(as_, outsider):
    assert as_(outsider).get(reverse("study:new")).status_code == 403


def test_a_field_note_is_added_with_its_two_halves(send, page):
    assert page("add_source", "field_note").status_code == 200
    sent = send(
        "add_source", "field_note", text="The sister led.\r\nNobody spoke.", reflection="Nor did I.", hours="1.5", capacity="both",
        on="2016-03-14", identified="no",
    )  # fmt: skip
    note = Source.objects.get()
    assert sent.status_code == 302
    assert (note.name, note.hours, note.reflection, note.texts.get().text) == (
        "FN 01", 1.5, "Nor did I.", "The sister led.\nNobody spoke.",
    )  # fmt: skip


def test_an_identified_transcript_leads_to_its_pseudonymising(send, page, study):
    file = SimpleUploadedFile(
        "Ruth.txt", b"INT: Who?\n\nR: Ruth Mensah, 14 March 2016.\n\nINT: And?\n\nR: Ruth."
    )
    sent = send("add_source", "interview", name="P01", file=file, identified="yes")
    waiting = Source.objects.get()
    assert sent.url == reverse("study:pseudonymise", args=[study.slug, waiting.guid])
    shown = words(page("pseudonymise", waiting.guid))
    assert "14 March 2016" in shown
    assert "Ruth Mensah" in shown
    assert AuditEvent.objects.filter(verb="vault.open_text").count() == 1
    sent = send(
        "pseudonymise",
        waiting.guid,
        replacements="Ruth Mensah = [Anna]\nRuth = [Anna]",
        keep="on",
        replace="1",
    )
    assert sent.status_code == 302
    assert waiting.texts.get().text == "INT: Who?\n\nR: [Anna], 14 March 2016.\n\nINT: And?\n\nR: [Anna]."
    assert Pseudonym.objects.count() == 2


def test_a_line_that_is_no_replacement_is_named(send, source):
    waiting = source(identified=True)
    sent = send("pseudonymise", waiting.guid, replacements="Ruth", replace="1")
    assert sent.status_code == 422
    assert "Line 1 is not name = what stands for it." in words(sent)


def test_a_text_is_confirmed_as_it_is(send, source, researcher):
    waiting = source(identified=True)
    assert send("pseudonymise", waiting.guid, confirm="1").status_code == 302
    assert waiting.texts.get().by == researcher


def test_the_pages_of_a_source_say_who_speaks(send, page, source, participant):
    someone = participant("P01", "take_part")
    made = source(
        "FG 01", "ANN: Yes.\n\nBEN: No.\n\nANN: Well.\n\nBEN: Hm.", kind="focus_group", cases=[someone.case]
    )
    assert "no quotes at all" in words(page("source", made.guid))
    send("speakers", made.guid, label=["ANN", "BEN"], case=[str(someone.case.guid), ""])
    assert made.texts.get().turns.filter(case=someone.case).count() == 2
    assert send("source", made.guid, title="A talk", cases=[someone.case.pk]).status_code == 302
    made.refresh_from_db()
    assert made.title == "A talk"


TABLE = b"Name,Role,Q1\nMensah,Nurse," + b"x" * 600 + b"\nOkafor,Doctor,y\n"


def test_an_import_asks_what_the_columns_are_and_shows_what_became_of_it(send, page):
    asked = send("import", **{"read-table": "1", "attributes": SimpleUploadedFile("people.csv", TABLE)})
    form = asked.context["columns_form"]
    assert (form.initial["key"], form.initial["identity"], form.initial["skip"]) == ("Name", ["Name"], ["Q1"])
    assert "Mensah" not in asked.content.decode(), "the table travels sealed"
    files = [
        SimpleUploadedFile("00_Mensah.txt", b"P: I am Mensah.\n\nP: Yes."),
        SimpleUploadedFile("02_Nobody.txt", b"Hm."),
    ]
    done = send(
        "import",
        table=form.initial["table"],
        key="Name",
        identity=["Name"],
        skip=["Q1"],
        kind="interview",
        transcripts=files,
    )
    assert [source.name for source in done.context["summary"].done] == ["P01"]
    shown = words(done)
    assert "2 things could not be taken." in shown
    assert "No row has this name" in shown
    assert Source.objects.get().texts.get().text == "P: I am [P01].\n\nP: Yes."


def test_an_import_of_files_alone(send):
    done = send(
        "import",
        transcripts=[SimpleUploadedFile("P07.txt", b"P07: Yes.\n\nP07: No.")],
        kind="interview",
        identified="no",
    )
    assert [source.name for source in done.context["summary"].done] == ["P07"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "interview", "identified": "no"}, "This field is required"),
        ({"read-table": "1", "attributes": SimpleUploadedFile("t.csv", b"a,b\n1\n")}, "The row has 1 cell"),
        ({"table": "gAAAA", "key": "x", "kind": "interview"}, "open for too long"),
    ],
)
def test_an_import_that_cannot_be_taken_says_why(send, fields, said):
    for file in fields.values():
        if hasattr(file, "seek"):
            file.seek(0)
    sent = send("import", **fields)
    assert sent.status_code == 422
    assert said in words(sent)


def test_a_participant_is_added_and_their_name_goes_to_the_vault(send, page, second_coder):
    sent = send("add_participant", name="P01", role_group="nurse", real_name="Ruth Mensah")
    someone = Participant.objects.get()
    assert sent.url.endswith(f"/cases/{someone.case.guid}/")
    assert "Ruth" not in words(page("case", someone.case.guid))
    opened = send("identity", someone.case.guid)
    assert "Ruth Mensah" in words(opened)
    assert AuditEvent.objects.filter(verb="vault.open_identity").count() == 1
    assert send("identity", someone.case.guid, by=second_coder).status_code == 403


def test_a_vault_that_does_not_open_says_what_to_do(send, participant, settings):
    from cryptography.fernet import Fernet

    someone = participant(identity={"name": "Ruth"})
    settings.VAULT_KEY = Fernet.generate_key().decode()
    sent = send("identity", someone.case.guid)
    assert sent.status_code == 422
    assert b"Ruth" not in sent.content


def test_consent_is_recorded_for_several_purposes_of_one_day(send, page, participant, second_coder):
    someone = participant()
    sent = send(
        "consent", someone.case.guid, on="2016-03-14", form="v2", take_part="yes", quote="no", share=""
    )
    assert sent.status_code == 302
    assert set(Consent.objects.values_list("purpose", "value")) == {("take_part", True), ("quote", False)}
    assert "no quotes at all" in words(page("case", someone.case.guid))
    assert (
        send("consent", someone.case.guid, on="2016-03-14", quote="yes", by=second_coder).status_code == 403
    )
    assert send("consent", someone.case.guid, on="2999-01-01", quote="yes").status_code == 422


def test_attributes_labels_and_approaches_of_a_case(send, page, participant):
    someone = participant()
    send("value", someone.case.guid, new_variable="Years", value="12")
    send("labels", someone.case.guid, role_group="manager")
    send("approach", someone.case.guid, route="snowball", outcome="accepted")
    send("sampling", route="purposive", outcome="declined")
    shown = words(page("case", someone.case.guid))
    for expected in ("Years", "12", "manager", "snowball"):
        assert expected in shown
    assert Approach.objects.filter(participant=None, outcome="declined").count() == 1
    assert "1 of 2" in words(page("sampling"))


def test_sampling_counts_each_person_heard_once(page, participant, source):
    for number in (1, 2, 3):
        someone = participant(
            f"P{number:02d}", role_group="nurse", site_name="Trust A" if number < 3 else "Trust B"
        )
        source(f"P{number:02d}", f"P{number:02d}: One.", cases=[someone.case])
        source(f"P{number:02d} (2)", f"P{number:02d}: Two.", cases=[someone.case])
    found = page("sampling").context["sampling"]
    assert (found.sites, found.rows) == (("Trust A", "Trust B"), (("nurse", (2, 1), 3),))


def test_a_case_that_is_no_participant(send, page):
    send("add_case", name="Trust B", kind="site")
    made = Case.objects.get()
    assert "Site" in words(page("case", made.guid))
    assert "Trust B" in words(page("people"))
    assert send("add_case", name="Trust B", kind="site").status_code == 422


def test_guides_keep_their_versions(send, page):
    send("guides", name="Interview guide", since="2016-03-01", questions="Why?\n\nWhat helped?")
    assert "What helped?" in words(page("guides"))
    assert send("guides", name="", since="", questions="").status_code == 422


def test_the_register_is_opened_and_a_line_removed(send, page, study):
    send("register", original="Ruth", replacement="[Anna]")
    assert "Ruth" not in words(page("register"))
    assert "Ruth" in words(send("register", open="1"))
    send("remove_line", Pseudonym.objects.get().pk)
    assert not Pseudonym.objects.exists()


def test_people_are_given_a_part_and_taken_out_of_it(send, page, study, researcher, person):
    assert send("add_person", email="tom@example.org", name="Tom Ash", role="second_coder").status_code == 302
    tom = Grant.objects.get(scope=study.scope, role="second_coder").person
    assert "Tom Ash" in words(page("settings"))
    send("remove_person", tom.pk, role="second_coder")
    assert page("sources", by=tom).status_code == 404
    assert "at least one researcher" in words(as_followed(send, researcher))


def as_followed(send, researcher):
    return send("remove_person", researcher.pk, role="researcher").client.get("/s/why/settings/")


def test_settings_are_saved_by_the_researcher_only(send, study, second_coder):
    assert send("settings", name="Why they go on", questions="How?").status_code == 302
    study.refresh_from_db()
    assert study.name == "Why they go on"
    assert send("settings", name="Mine", by=second_coder).status_code == 403


def test_a_critical_friend_reads_what_was_named_for_them(
    send, page, source, study, researcher, critical_friend
):
    named, other = source("P01", title="Ruth’s interview"), source("P02", "P02: Not this.")
    assert send("friend_sources", critical_friend.pk, sources=[str(named.guid)]).status_code == 302
    shown = words(page("granted", by=critical_friend))
    assert "P01" in shown
    assert "P02" not in shown
    assert "Ruth’s interview" not in shown
    assert "Mostly the consultants" in words(page("granted_source", named.guid, by=critical_friend))
    assert page("granted_source", other.guid, by=critical_friend).status_code == 404
    assert page("granted", by=researcher).status_code == 403
    assert AuditEvent.objects.filter(verb="source.read", actor_id=critical_friend.pk).count() == 1


def test_a_withdrawal_goes_from_preview_to_certificate(
    send, page, participant, source, researcher, second_coder, study
):
    someone = participant("P01", "quote")
    source(cases=[someone.case])
    seen = send("withdraw", someone.guid, extent="delete_all")
    assert "1</td><td>source</td><td>deleted" in words(seen)
    assert Source.objects.count() == 1
    sent = send("withdraw", someone.guid, extent="delete_all", propose="1")
    asked = Withdrawal.objects.get()
    assert sent.url == reverse("study:withdrawal", args=[study.slug, asked.guid])
    assert send("withdrawal", asked.guid, confirm="1").status_code == 403
    shown = words(page("withdrawal", asked.guid, by=second_coder))
    assert "Confirm and carry it out" in shown
    assert send("withdrawal", asked.guid, by=second_coder, confirm="1").status_code == 302
    certificate = words(page("withdrawal", asked.guid))
    assert "Certificate of withdrawal" in certificate
    assert str(someone.guid) in certificate
    assert not Source.objects.exists()
    assert page("withdraw", someone.guid).status_code == 404


def test_a_proposed_withdrawal_is_cancelled(send, page, participant, researcher):
    someone = participant()
    asked = withdrawal.propose(participant=someone, extent="stop", by=researcher)
    assert "1 withdrawal waits for a second person." in words(page("participants"))
    send("withdrawal", asked.guid, cancel="1")
    asked.refresh_from_db()
    assert asked.state == "cancelled"


def test_a_source_hidden_after_a_withdrawal_says_so_and_is_answered_for(
    send, page, source, study, researcher, critical_friend
):
    made = source("FN 01", "We met.", kind="field_note", reflection="Old words.")
    grant_sources(study=study, person=critical_friend, sources=[made], by=researcher)
    Source.objects.update(needs_rewrite=True)
    assert "hidden until rewritten" in words(page("sources"))
    assert page("granted_source", made.guid, by=critical_friend).status_code == 404
    assert "Hidden until rewritten." in words(page("source", made.guid))
    send("rewritten", made.guid, reflection="New words.")
    made.refresh_from_db()
    assert (made.needs_rewrite, made.reflection) == (False, "New words.")


def test_what_does_not_exist_is_not_there(page, source, participant):
    made = source()
    assert page("case", made.guid).status_code == 404
    assert page("source", participant("P09").guid).status_code == 404
    assert page("add_source", "film").status_code == 404


def test_pages_of_one_study_show_nothing_of_another(
    page, researcher, study, source, participant, as_, person
):
    from alongside.study.actions import open_study

    other_person = person("Olga Other")
    other = open_study(name="Other", slug="other", researcher=other_person, by=None)
    made = add_source(study=other, kind="interview", text="P01: Theirs.", identified=False, by=other_person)
    assert page("source", made.guid).status_code == 404
    assert "Theirs" not in words(page("sources"))
    assert page("sources", by=other_person).status_code == 404
    record_consent(participant=participant("P05"), purpose="quote", value=True, by=researcher)
