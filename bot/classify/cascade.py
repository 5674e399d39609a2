"""Step 2, classify: hard rules, then the local classifier, then the small model where the local one is unsure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.classify.message_parts import has_words, tidy
from bot.classify.policy_rules import RuleHits, Rules
from bot.classify.signals import Signals, read_signals
from bot.domain import NO_CONTEXT, CallContext, Classification, IntentScore
from bot.domain.ports import IntentClassifier
from bot.errors import PermanentError, TransientError
from bot.language.words import share, words
from bot.policy import SIGNALS, Policy

# A rule is the operator's own word: above every threshold that a policy is likely to set.
_BY_RULE = 0.95
_KNOWN_TALK = 0.5  # share of a message's words
_UNSURE = 0.9  # of the threshold of confidence: what the small model doubts stays below it
_LEADS = 0.5


class Cascade:
    """Fulfils ports.IntentClassifier. Whatever any layer names as escalate-at-once stays named."""

    def __init__(self, rules: Rules, local: IntentClassifier, small: IntentClassifier | None, policy: Policy) -> None:
        """`small` None: the local word is final."""
        self._rules = rules
        self._local = local
        self._small = small
        self._confidence = policy.thresholds.confidence
        self._unsure = self._confidence * _UNSURE
        self._escalate = frozenset(name for name, intent in policy.intents.items() if intent.escalate)
        self._chatter = frozenset(name for name, intent in policy.intents.items() if intent.chatter)
        small_talk = (said for name in self._chatter for said in policy.intents[name].examples)
        self._small_talk = frozenset(word for said in small_talk for word in words(tidy(said)))

    async def classify(
        self, text: str, history: Sequence[str] = (), context: CallContext = NO_CONTEXT
    ) -> Classification:
        """What the message is about. A message without a word in it is chatter. Raises what the local layer raises;
        the small model's failures leave the local word standing."""
        tidied = tidy(text)
        if not has_words(tidied):
            return Classification(intents=(), chatter=True, layers=("no_words",))
        hits = self._rules.read(tidied)
        first = await self._local.classify(text, history)
        local = found = self._heard(tidied, first)
        hits = await self._agreed(hits, local)
        if self._small is not None and self._needs_small(local, hits):
            found = await self._ask(self._small, text, history, context, local, first.chatter)
        return _with_signals(self._with_rules(found, hits), hits, read_signals(tidied, history))

    async def _agreed(self, hits: RuleHits, local: Classification) -> RuleHits:
        """The hits, with those unsure ones that the learned layer agrees with: it sees the intent in the message, or
        in the sentence where the rule matched."""
        agreed = []
        for name, sentences in hits.unsure:
            if _sees(local, name) or any([_sees(await self._local.classify(one), name) for one in sentences[:2]]):
                agreed.append(name)
        return replace(hits, intents=(*hits.intents, *agreed), unsure=())

    def _heard(self, tidied: str, local: Classification) -> Classification:
        """The learned word on chatter holds only for words that chatter is known by: in a language or a spelling that
        no example has, a cry for help looks like a greeting."""
        if not local.chatter or share(words(tidied), self._small_talk) >= _KNOWN_TALK:
            return local
        return replace(local, intents=(), chatter=False, out_of_scope=True)

    def _needs_small(self, local: Classification, hits: RuleHits) -> bool:
        """Only where the local layer is unsure, and nothing has sent the message to people already."""
        if local.escalate or self._escalate.intersection(hits.intents):
            return False
        best = local.intents[0].confidence if local.intents else 0.0
        return local.out_of_scope or best < self._confidence

    async def _ask(
        self,
        small: IntentClassifier,
        text: str,
        history: Sequence[str],
        context: CallContext,
        local: Classification,
        sounds_idle: bool,
    ) -> Classification:
        """The small model's word where it is no bolder than it may be: it silences only what sounds like chatter to
        the local layer too, and what it calls out of scope is never sure."""
        try:
            heard = await small.classify(text, history, context)
        except (TransientError, PermanentError):
            return replace(local, layers=(*local.layers, "model_failed"))
        escalate = tuple(dict.fromkeys((*heard.escalate, *local.escalate)))
        chatter = heard.chatter and sounds_idle and not escalate
        intents = heard.intents or (() if chatter else local.intents)
        if heard.out_of_scope or (heard.chatter and not chatter):
            intents = tuple(replace(i, confidence=min(i.confidence, self._unsure)) for i in intents)
        return replace(
            heard,
            intents=intents,
            chatter=chatter,
            out_of_scope=heard.out_of_scope and not chatter,
            escalate=escalate,
            layers=(*local.layers, *heard.layers),
        )

    def _with_rules(self, found: Classification, hits: RuleHits) -> Classification:
        """The intents that rules named come first. A rule never makes a request of what another layer escalates
        less strict: naming chatter silences only what nothing escalates."""
        if not hits.intents:
            return found
        ruled = [name for name in hits.intents if name not in self._chatter]
        strict = [name for name in ruled if name in self._escalate]
        escalate = tuple(dict.fromkeys((*strict, *found.escalate)))
        if not ruled:
            return replace(found, chatter=not escalate, layers=("rules", *found.layers))
        named = [IntentScore(name, 1.0) for name in (*strict, *(n for n in ruled if n not in strict))]
        rest = [] if found.chatter else [score for score in found.intents if score.name not in ruled]
        return replace(
            found,
            intents=(*named, *rest),
            chatter=False,
            out_of_scope=False,
            escalate=escalate,
            layers=("rules", *found.layers),
        )


def _sees(found: Classification, name: str) -> bool:
    """Whether a learned word escalates for this intent, or leads with it."""
    leads = bool(found.intents) and found.intents[0].name == name and found.intents[0].confidence >= _LEADS
    return name in found.escalate or (leads and not found.out_of_scope)


def _with_signals(found: Classification, hits: RuleHits, signals: Signals) -> Classification:
    ruled = {name: _BY_RULE if name in hits.signals else 0.0 for name in SIGNALS}
    layers = ("rules", *found.layers) if hits.signals and "rules" not in found.layers else found.layers
    return replace(
        found,
        urgency=max(found.urgency, signals.urgency, ruled["urgent"]),
        frustration=max(found.frustration, signals.frustration, ruled["frustration"]),
        churn=max(found.churn, signals.churn, ruled["churn"]),
        layers=layers,
    )
