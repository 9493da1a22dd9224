"""Deciding: one event, one situation, one instant; what is said, what is remembered, and why. Pure.

The order is total: the triggers an event fires, each with its rules by position. A rule is looked at until its first
condition fails. One that holds takes its slot, unless another was first; a greeting gives way to a human. Last, once
something automatic is to be said, whichever rule says it, `before_speaking` fires: the privacy notice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from frontdesk.engine import firing, handing, restraint, saying
from frontdesk.engine.episode import DEFAULT_IDLE, OF_CONTACT, advance, recorded, used_up
from frontdesk.engine.recognition import Recognised, recognise
from frontdesk.engine.standing import active_sets, offered_anew, starters_in_force
from frontdesk.engine.trace import Trace, storable
from frontdesk.facts import Facts
from frontdesk.model import (
    Arm,
    Cancel,
    ConversationClosed,
    ConversationState,
    Decision,
    Draft,
    Event,
    Fact,
    HandedBack,
    Handover,
    Kind,
    OperatorReplied,
    Situation,
    StarterTapped,
    TimerFired,
)
from frontdesk.rules import BEFORE_SPEAKING, NATIVE_TRIGGERS, CompiledRule, within
from frontdesk.vocabulary import OfferStarters

GREETING = "greeting"


def decide(event: Event, situation: Situation, now: datetime) -> Decision:
    """What Frontdesk does about `event`. The same three arguments always give the same decision.

    `now` is aware. Raises nothing of its own: a plugin that fails is passed over and named in the trace.
    """
    trace = Trace()
    reason = restraint.refusal(event, situation)
    if reason is not None:
        trace.add(reason[0], **reason[1])
        return _recorded(event, situation, trace)
    return _Course(event, situation, now, trace).decision()


def _recorded(event: Event, situation: Situation, trace: Trace) -> Decision:
    """An event that is not for the rules. What an operator wrote here goes out all the same, and is remembered."""
    relayed = saying.relayed(event, situation)
    return Decision(
        state=recorded(situation.state, event),
        drafts=relayed,
        rows=trace.rows(),
        release=situation.rulebook.release,
        summary=relayed[0].kind.value if relayed else trace.rows()[0][0],
    )


class _Course:
    """The course of one decision."""

    def __init__(self, event: Event, situation: Situation, now: datetime, trace: Trace) -> None:
        self.trace = trace
        self.now = now
        self.event = event
        self.slots: dict[str, str] = {}
        self.seen: set[int] = set()
        self.drafts: list[Draft] = []
        self.handovers: list[Handover] = []
        self.greeting_rules: set[str] = set()
        self.absence_period: str | None = None
        self.stopped = False
        self.looked_at = False
        self.held_back = False
        self.without_notice = False
        self.to_machine = False
        self.facts = Facts(event, situation, situation.state, now)
        self.sets = active_sets(self.facts)
        self.overridden = frozenset(info.name for info in self.sets[1:])
        starters = starters_in_force(self.facts, self.sets)
        fill = partial(saying.filled_title, self.facts)
        tapped = recognise(event, starters, situation.state.offered, fill) if starters else None
        self.state, begins = self._advance(event, situation, tapped)
        self.foreign = situation.rulebook.foreign_triggers
        self.situation = replace(situation, state=self.state) if self.foreign else situation
        self.facts.state = self.state
        self.facts.starter = tapped.starter if tapped else None
        self.words = firing.triggers(event, tapped, begins)
        self._tell_event(tapped, begins)

    def decision(self) -> Decision:
        """Walk the rules and put the outcome together."""
        reason = restraint.silence(self.facts)
        if reason is not None:
            self.held_back = True
            self.trace.add(reason[0], **reason[1])
            self._tell_machine(reason[0])
        else:
            self._walk()
            self._give_notice()
        drafts = self._settled()
        timers = self._timers()
        return Decision(
            state=self._remembered(drafts),
            drafts=saying.relayed(self.event, self.situation) + drafts,
            handovers=tuple(self.handovers),
            timers=timers,
            rows=self.trace.rows(),
            release=self.situation.rulebook.release,
            summary=self._summary(drafts),
        )

    # The event

    def _advance(self, event: Event, situation: Situation, tapped: Recognised | None) -> tuple[ConversationState, bool]:
        first = firing.first_event(event, tapped)
        own = self.sets[0] if self.sets else None
        idle = own.episode_idle if own is not None else DEFAULT_IDLE
        place = situation.establishment.id if situation.establishment is not None else None
        return advance(situation.state, event, first_event=first, idle=idle, establishment=place)

    def _tell_event(self, tapped: Recognised | None, begins: bool) -> None:  # noqa: FBT001 - a fact, not a switch
        event, trace = self.event, self.trace
        if isinstance(event, OF_CONTACT):
            self._tell_episode(begins)
        if tapped is not None:
            trace.add("starter_recognised", starter=tapped.starter, by=tapped.by)
        elif isinstance(event, StarterTapped) and not self.situation.toggles.starters:
            self.held_back = True
            trace.add("switched_off", what="starters")
        elif isinstance(event, StarterTapped):
            trace.add("starter_unknown", starter=event.starter or event.title)
        elif isinstance(event, TimerFired):
            trace.add("timer_fired", timer=event.name)
        elif isinstance(event, OperatorReplied):
            trace.add("operator_replied", operator=event.operator)
        elif type(event) in _TOLD:
            trace.add(_TOLD[type(event)])

    def _tell_episode(self, begins: bool) -> None:  # noqa: FBT001 - as above
        if self.facts.machine is not None:
            self.trace.add("machine_wrote")
        else:
            self.trace.add("episode_started" if begins else "episode_continues", number=self.state.episode)

    # The rules

    def _walk(self) -> None:
        for word in (*self.words, *self.foreign):
            self._walk_word(word)
        if not self.looked_at:
            self.trace.add("no_rules")

    def _tell_machine(self, reason: str) -> None:
        """Where only a machine's message is the reason to be silent: rules that ask for machines hear of it."""
        if reason in (restraint.AUTOMATIC_SENDER, restraint.AUTOMATIC_TEXT):
            self.to_machine = True
            for word in self.words:
                self._walk_word(word)

    def _give_notice(self) -> None:
        """What comes before all that is automatic: asked for once something is to be said, whichever rule says it."""
        if any(draft.kind is not Kind.PRIVACY for draft in self.drafts):
            self.stopped = False  # the rule that speaks may keep later ones silent, but not the notice
            self._walk_word(BEFORE_SPEAKING)

    def _walk_word(self, word: str) -> None:
        self.facts.trigger = word
        foreign = word not in NATIVE_TRIGGERS
        for rule in self.situation.rulebook.candidates(word, self.facts.establishment):
            if self.stopped:
                return
            if self.to_machine and not rule.hears_machines:
                continue
            if rule.position in self.seen:
                continue  # it also starts by an earlier trigger of this event
            self.seen.add(rule.position)
            if rule.owners:
                self._guarded(rule, word)
            elif not foreign or self._is_meant(rule, word):
                self._look_at(rule)

    def _guarded(self, rule: CompiledRule, word: str) -> None:
        """Look at a rule with words of plugins: their failures are contained, the engine's own travel."""
        try:
            if word in NATIVE_TRIGGERS or self._is_meant(rule, word):
                self._look_at(rule)
        except Exception as error:  # noqa: BLE001 - a stranger's code: whatever it raises must not stop a reply
            self.trace.failure(rule, error)

    def _is_meant(self, rule: CompiledRule, word: str) -> bool:
        """Whether a plugin's trigger says that this event starts the rule."""
        if rule.starts[word].fires(self.event, self.situation):
            return True
        if isinstance(self.event, TimerFired):
            self.trace.add("trigger_not_meant", rule.path, rule=rule.name, trigger=word)
        return False

    def _look_at(self, rule: CompiledRule) -> None:
        self.looked_at = True
        if (rule.dated or self.overridden) and not self._in_force(rule):
            return
        facts = self.facts
        facts.hours_ref = rule.hours
        for check in rule.checks:
            held, values = check.test(facts)
            if not held:
                told = storable(values) if rule.owners else values
                shown = {"rule": rule.name, "condition": check.word, **told}
                self.trace.row(("condition_failed", check.path, shown))
                return
        self._take(rule)

    def _in_force(self, rule: CompiledRule) -> bool:
        if rule.dated and not within(rule.since, rule.until, self.facts.local_now):
            day = self.facts.local_now.date().isoformat()
            self.trace.add("rule_out_of_dates", rule.path, rule=rule.name, day=day)
            return False
        if self.overridden and rule.message_set in self.overridden:
            self.trace.add("set_overridden", rule.path, rule=rule.name, winner=self.sets[0].name)
            return False
        return True

    def _take(self, rule: CompiledRule) -> None:
        """A rule holds: give it its slot, unless another was first or a human is at it."""
        if rule.slot is not None and rule.slot in self.slots:
            self.trace.add("slot_lost", rule.path, rule=rule.name, slot=rule.slot, winner=self.slots[rule.slot])
        elif rule.slot == GREETING and (held := restraint.operator_holds(self.facts)) is not None:
            self.held_back = True
            self.trace.add(held[0], rule.path, **{"rule": rule.name, **held[1]})
        else:
            self.trace.add("rule_held", rule.path, rule=rule.name)
            self._perform(rule)
            if rule.slot is not None:  # only now: a plugin that fails in the middle leaves the slot to the next rule
                self.slots[rule.slot] = rule.name
        if rule.stop:
            self.stopped = True
            self.trace.add("stopped", rule.path, rule=rule.name)

    def _perform(self, rule: CompiledRule) -> None:
        effects = [effect for step in rule.steps for effect in step.effects(self.facts)]
        speeches = saying.speeches(effects)
        if not speeches and any(isinstance(effect, OfferStarters) for effect in effects):
            self.trace.add("starters_need_text", rule.path, rule=rule.name)
        if rule.slot == GREETING:
            self._tell_hours()
        for speech in speeches:
            self._say(speech, rule)
        self._hand_over(handing.handover(effects, rule, self.facts), rule)

    def _hand_over(self, told: Handover | None, rule: CompiledRule) -> None:
        """Silence begins with the next event: what other rules say of this one is still said."""
        if told is not None:
            handing.traced(told, rule, self.trace)
            self.handovers.append(told)
            self.state = handing.silenced(self.state, told)

    def _say(self, speech: saying.Speech, rule: CompiledRule) -> None:
        toggles = self.situation.toggles
        off = restraint.switched_off(speech.say.kind, toggles)
        if off is not None:
            self.held_back = True
            self.trace.add("switched_off", rule.path, what=off, rule=rule.name)
            return
        if self.to_machine:
            self.trace.add("not_said_to_machine", rule.path, rule=rule.name)
            return
        if restraint.shown_by_platform(speech.say.kind, self.facts.account):
            self.held_back = True
            self.trace.add("shown_by_platform", rule.path, rule=rule.name, kind=speech.say.kind.value)
            return
        if speech.starters and not toggles.starters:
            self.trace.add("starters_off", rule.path, rule=rule.name)
            speech = replace(speech, starters=())
        draft = saying.draft(speech, rule, self.facts, self.trace)
        if draft is None:
            self.held_back = True
            self.without_notice = self.without_notice or speech.say.kind is Kind.PRIVACY
            return
        told = {"kind": draft.kind.value, "rule": rule.name, "locale": draft.locale}
        self.trace.row(("said", rule.path, told | _offered_by(draft)))
        self.drafts.append(draft)
        if rule.slot == GREETING:
            self.greeting_rules.add(rule.name)
        if draft.kind is Kind.ABSENCE:
            self.absence_period = self.facts.closed_since

    def _tell_hours(self) -> None:
        answer, side = self.facts.chat_hours, self.facts.chat_side
        if side == "unknown":
            self.trace.add("hours_unknown", reason=str(answer.reason))
        else:
            self.trace.add("hours", side=side, reason=str(answer.reason))

    # The outcome

    def _settled(self) -> tuple[Draft, ...]:
        """The drafts in the order of sending: the privacy notice first, and never alone; none past the breaker."""
        notices = [draft for draft in self.drafts if draft.kind is Kind.PRIVACY]
        others = [draft for draft in self.drafts if draft.kind is not Kind.PRIVACY]
        if not others:
            if notices:
                self.trace.add("privacy_alone")
            return ()
        if self.without_notice:
            self.trace.add("privacy_missing")
            return ()
        drafts = (*(saying.preceding(notice, others) for notice in notices), *others)
        reason = restraint.trips(self.state.sent_at, self.now, len(drafts))
        if reason is None:
            return offered_anew(drafts, self.facts, self.sets)
        self.trace.add(reason[0], **reason[1])
        self.held_back = True
        self.state = self.state.changed(breaker_until=self.now + restraint.BREAKER_OPEN)
        return ()

    def _remembered(self, drafts: tuple[Draft, ...]) -> ConversationState:
        if not drafts:
            return self.state
        state = self.state
        greeted = any(draft.rule in self.greeting_rules for draft in drafts)
        offered = next((draft.suggestions for draft in reversed(drafts) if draft.suggestions), None)
        return state.changed(
            greeted=self._greeting_marks() if greeted else state.greeted,
            absence_period=self.absence_period or state.absence_period,
            notice_episode=state.episode if drafts[0].kind is Kind.PRIVACY else state.notice_episode,
            offered=tuple(s.id for s in offered) if offered else state.offered,
            sent_at=(*restraint.recent(state.sent_at, self.now), *(self.now for _ in drafts)),
        )

    def _greeting_marks(self) -> dict[str, str]:
        return {
            "episode": str(self.state.episode),
            "day": self.facts.local_now.date().isoformat(),
            "contact": "1",
        }

    def _timers(self) -> tuple[Arm | Cancel, ...]:
        """What the triggers of plugins ask for, each timer with its new version; the fired one is used up."""
        if not self.foreign and not isinstance(self.event, TimerFired):
            return ()
        versions = dict(used_up(self.state, self.event).timers)
        timers: list[Arm | Cancel] = []
        for name, timer in self._timers_wanted().items():
            if isinstance(timer, Arm):
                versions[name] = self.state.timer_version + len(timers) + 1
                timers.append(replace(timer, version=versions[name]))
                self.trace.add("timer_armed", timer=name, due=timer.due.isoformat())
            elif versions.pop(name, None) is not None:
                timers.append(timer)
                self.trace.add("timer_cancelled", timer=name)
        if versions != self.state.timers:
            last = self.state.timer_version + len(timers)
            self.state = self.state.changed(timers=versions, timer_version=last)
        return tuple(timers)

    def _timers_wanted(self) -> dict[str, Arm | Cancel]:
        book = self.situation.rulebook
        return {
            timer.name: timer
            for word in self.foreign
            for rule in book.candidates(word, self.facts.establishment)
            for timer in self._timers_of(rule, word)
        }

    def _timers_of(self, rule: CompiledRule, word: str) -> Sequence[Arm | Cancel]:
        try:
            return rule.starts[word].timers(self.event, self.situation)
        except Exception as error:  # noqa: BLE001 - a stranger's code, contained as in `_guarded`
            self.trace.failure(rule, error)
            return ()

    def _summary(self, drafts: tuple[Draft, ...]) -> str:
        spoken = next((draft.kind.value for draft in drafts if draft.kind is not Kind.PRIVACY), None)
        if spoken is None and isinstance(self.event, OperatorReplied):
            return Kind.OPERATOR.value
        if any(told.hands_over for told in self.handovers):
            spoken = spoken or Kind.HANDOVER.value
        return spoken or ("suppressed" if self.held_back else "nothing")


def _offered_by(draft: Draft) -> dict[str, Fact]:
    """How many starters stand under a text, where there are any."""
    return {"starters": len(draft.suggestions)} if draft.suggestions else {}


_TOLD: Mapping[type[Event], str] = {ConversationClosed: "conversation_closed", HandedBack: "handed_back"}
