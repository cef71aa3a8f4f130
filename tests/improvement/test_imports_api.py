"""Importing, taking back and totals over the REST interface."""

from __future__ import annotations

import base64
import datetime as dt

import pytest

from alongside.improvement import actions
from alongside.improvement.models import Observation
from tests.exchange.test_tables_workbook import workbook

pytestmark = pytest.mark.django_db


class TestRest:
    """The same over the REST interface."""

    def call(self, client, someone, path, body=None, method="post"):
        from alongside.accounts.actions import make_token

        _, raw = make_token(person=someone, name="script", by=someone)
        send = getattr(client, method)
        more = {"data": body, "content_type": "application/json"} if body is not None else {}
        return send(
            f"/api/v1/collaboratives/sepsis{path}", headers={"authorization": f"Bearer {raw}"}, **more
        )

    def test_a_workbook_in_base64_with_a_mapping(self, client, series, lead):
        rows = [["Trust", "Month", "Num", "Den", "Ward"], ["A", dt.date(2016, 3, 1), 43, 47, "x"]]
        body = {
            "name": "n.xlsx",
            "file": base64.b64encode(workbook({"Notes": [["a", "b"]], "Data": rows})).decode(),
            "sheet": "Data",
            "mapping": {"team": "Trust", "period": "Month", "numerator": "Num", "denominator": "Den"},
            "measure": "antibiotic_60",
        }
        refused = self.call(client, lead, "/observations/import", body)
        assert refused.status_code == 422 and "Ward" in refused.text
        done = self.call(client, lead, "/observations/import", body | {"ignore": True})
        assert done.json()["done"] == 1, done.text
        assert Observation.objects.get().numerator == 43

    def test_a_team_sends_its_own(self, client, series, team_member, sponsor):
        body = {"csv": "measure,period,numerator,denominator\nantibiotic_60,2016-03,43,47\n"}
        assert self.call(client, sponsor, "/teams/A/observations/import", body).status_code == 403
        assert self.call(client, team_member, "/observations/import", body).status_code == 403
        assert self.call(client, team_member, "/teams/A/observations/import", body).json()["done"] == 1

    def test_history_and_taking_back(self, client, series, team_lead, team_member):
        actions.submit(series=series, period="2016-03", numerator=43, denominator=47, by=team_member)
        path = "/teams/A/series/antibiotic_60"
        body = {"period": "2016-03", "reason": "Wrong ward."}
        assert self.call(client, team_member, f"{path}/take-back", body).status_code == 403
        assert self.call(client, team_lead, f"{path}/take-back", body).status_code == 200
        told = self.call(client, team_member, f"{path}/history", method="get").json()
        assert [(each["kind"], each["before"], each["after"]) for each in told] == [
            ("taken back", "43 of 47", "nothing"),
            ("sent", "", "43 of 47"),
        ]

    def test_tick_form_and_totals(self, client, antibiotic, series, team, lead, team_lead, team_member):
        body = {"questions": [{"label": "Dose within 60 minutes", "part": "counts"}]}
        assert self.call(client, lead, "/measures/antibiotic_60/ticks", body, "put").status_code == 200
        form = antibiotic.tick_form
        actions.use_ticks(form=form, team=team, on=True, by=team_lead)
        answers = {form.questions.get().pk: "yes"}
        actions.tick_case(series=series, period="2016-03", number=1, answers=answers, by=team_member)
        actions.keep_totals(series=series, period="2016-03", by=team_member)
        totals = self.call(client, team_member, "/teams/A/series/antibiotic_60/ticks", method="get").json()
        assert totals[0]["yes"] == 1 and totals[0]["question"] == "Dose within 60 minutes"
