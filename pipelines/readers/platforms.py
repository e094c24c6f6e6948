"""What survey platforms add to every export on their own: reserved columns, and why each is not read."""

from __future__ import annotations

import re

RESPONDENT = "respondent"

_TIME = "date or time"
_NAME = "name of a person"
_MAIL = "e-mail address"
_NET = "network address"
_PLACE = "geographic position"
_STATE = "state of the response, set by the platform"
_SETTING = "setting of the platform"

_QUALTRICS = {
    "responseid": RESPONDENT,
    "recordid": RESPONDENT,
    "startdate": _TIME,
    "enddate": _TIME,
    "recordeddate": _TIME,
    "status": _STATE,
    "progress": _STATE,
    "finished": _STATE,
    "duration": _STATE,
    "durationinseconds": _STATE,
    "responseset": _STATE,
    "ipaddress": _NET,
    "recipientlastname": _NAME,
    "recipientfirstname": _NAME,
    "name": _NAME,
    "recipientemail": _MAIL,
    "emailaddress": _MAIL,
    "externalreference": "reference of the recipient",
    "externaldatareference": "reference of the recipient",
    "locationlatitude": _PLACE,
    "locationlongitude": _PLACE,
    "locationaccuracy": _PLACE,
    "distributionchannel": _SETTING,
    "userlanguage": _SETTING,
    "qrecaptchascore": _STATE,
}
_SURVEYMONKEY = {
    "respondentid": RESPONDENT,
    "responseid": RESPONDENT,
    "collectorid": _SETTING,
    "collector": _SETTING,
    "startdate": _TIME,
    "enddate": _TIME,
    "datecreated": _TIME,
    "datemodified": _TIME,
    "ipaddress": _NET,
    "emailaddress": _MAIL,
    "email": _MAIL,
    "firstname": _NAME,
    "lastname": _NAME,
    "customdata": "reference of the recipient",
    "customdata1": "reference of the recipient",
}
_GOOGLE = {"timestamp": _TIME, "emailaddress": _MAIL, "username": _MAIL, "score": "points of a quiz"}
_MICROSOFT = {
    "id": RESPONDENT,
    "starttime": _TIME,
    "completiontime": _TIME,
    "lastmodifiedtime": _TIME,
    "email": _MAIL,
    "name": _NAME,
    "language": _SETTING,
    "totalpoints": "points of a quiz",
    "quizfeedback": "feedback of a quiz",
    "gradepostedtime": _TIME,
}
_LIME = {
    "responseid": RESPONDENT,
    "id": RESPONDENT,
    "submitdate": _TIME,
    "datesubmitted": _TIME,
    "startdate": _TIME,
    "datestarted": _TIME,
    "datestamp": _TIME,
    "datelastaction": _TIME,
    "interviewtime": _TIME,
    "totaltime": _TIME,
    "lastpage": _STATE,
    "seed": _STATE,
    "startlanguage": _SETTING,
    "ipaddr": _NET,
    "ipaddress": _NET,
    "refurl": "web address",
    "referrerurl": "web address",
    "token": "access code",
    "accesscode": "access code",
    "firstname": _NAME,
    "lastname": _NAME,
    "emailaddress": _MAIL,
}
_REDCAP = {
    "recordid": RESPONDENT,
    "studyid": RESPONDENT,
    "redcapsurveyidentifier": "reference of the recipient",
    "surveyidentifier": "reference of the recipient",
    "redcapeventname": _SETTING,
    "eventname": _SETTING,
    "redcaprepeatinstrument": _SETTING,
    "repeatinstrument": _SETTING,
    "redcaprepeatinstance": _SETTING,
    "repeatinstance": _SETTING,
    "redcapdataaccessgroup": _SETTING,
    "dataaccessgroup": _SETTING,
    "surveytimestamp": _TIME,
}
_RESERVED = {
    "qualtrics": _QUALTRICS,
    "qualtrics-legacy": _QUALTRICS,
    "surveymonkey": _SURVEYMONKEY,
    "google-forms": _GOOGLE,
    "microsoft-forms": _MICROSOFT,
    "limesurvey": _LIME,
    "redcap": _REDCAP,
}
# Columns that a platform makes up by rule, told by a pattern in their header.
_DERIVED = {
    "qualtrics": (
        (r"(?i)topics?$|sentiment|_DO(_|$)|actionability|effort score", "derived by the platform"),
        (r"(?i)(first|last|page) (click|submit)|click count", "derived by the platform"),
    ),
    "google-forms": ((r"(?i)\[(score|feedback)\]$", "points or feedback of a quiz"),),
    "microsoft-forms": ((r"(?i)^(points|feedback) ?[-–]", "points or feedback of a quiz"),),
    "limesurvey": ((r"(?i)^(question|group) ?time|^(group|question)time\d", _TIME),),
    "redcap": ((r"_timestamp$", _TIME), (r"_complete$|^Complete\?$", _STATE)),
}


def plain(name: str) -> str:
    """A header without case, spaces and punctuation.

    >>> plain("Duration (in seconds)")
    'durationinseconds'
    """
    return re.sub(r"[\W_]+", "", name.casefold())


def reserved(layout: str, name: str) -> str:
    """RESPONDENT, the reason why the platform's own column is not read, or "" for anybody's column."""
    return _RESERVED.get(layout, {}).get(plain(name), "") or derived(layout, name)


def derived(layout: str, name: str) -> str:
    """The reason why a column that the platform makes up by rule is not read, or ""."""
    return next((why for shape, why in _DERIVED.get(layout, ()) if re.search(shape, name)), "")


def is_platform(layout: str, names: list[str], *, least: int) -> bool:
    """Whether at least so many of the names are reserved by the platform."""
    return sum(plain(name) in _RESERVED[layout] for name in set(names)) >= least
