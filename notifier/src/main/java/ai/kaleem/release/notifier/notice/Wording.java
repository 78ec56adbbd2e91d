package ai.kaleem.release.notifier.notice;

import ai.kaleem.release.common.contract.ReleaseEvent;
import ai.kaleem.release.common.contract.Told;
import ai.kaleem.release.notifier.notice.Notice.Line;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** Puts an event into words. The words are in {@code messages_<language>.properties} beside this class. */
public final class Wording {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Keep a version or a name in one piece inside a text that runs the other way (Unicode's FSI and PDI). */
    private static final String ISOLATE = "\u2068%s\u2069";

    private final ResourceBundle words;
    private final boolean rightToLeft;

    private Wording(String language) {
        this.words = ResourceBundle.getBundle(
                "ai.kaleem.release.notifier.notice.messages",
                Locale.of(language),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        this.rightToLeft = language.equals("ar");
    }

    /** {@code ar} is Arabic, everything else English. */
    public static Wording in(String language) {
        return new Wording(language.equals("ar") ? "ar" : "en");
    }

    /** Nothing where the event is no {@link Occasion}: callers ask that first. */
    public Notice of(Occasion occasion, Told told) {
        var standing = told.standing();
        return new Notice(
                occasion,
                say("title." + key(occasion, standing), standing.app(), standing.version(), standing.environment()),
                lines(occasion, told),
                say("label.changes"),
                standing.changes(),
                say("footer", told.releaseId(), TIME.format(told.event().at())),
                standing.link(),
                say("label.open"));
    }

    private List<Line> lines(Occasion occasion, Told told) {
        var standing = told.standing();
        var lines = new ArrayList<Line>();
        lines.add(line("version", version(standing)));
        lines.add(line("environment", isolated(standing.environment())));
        lines.add(line("requested-by", isolated(standing.requestedBy())));
        lines.add(line("type", say("type." + standing.releaseType())));
        var reason = reason(told);
        if (reason != null) {
            lines.add(longLine("reason", isolated(reason)));
        }
        lines.add(longLine("state", state(told)));
        lines.add(longLine("next", next(occasion, told)));
        return List.copyOf(lines);
    }

    private String version(Told.Standing standing) {
        var previous = standing.previousVersion();
        return previous == null
                ? say("version.first", standing.version())
                : say("version.after", standing.version(), previous);
    }

    private @Nullable String reason(Told told) {
        var reason = switch (told.event()) {
            case ReleaseEvent.Requested it -> it.reason();
            case ReleaseEvent.ChecksFailed it -> blamed(it.reason(), it.ours());
            case ReleaseEvent.VerificationFailed it -> blamed(it.reason(), it.ours());
            case ReleaseEvent.ApprovalAwaited it ->
                say("reason.approval-awaited", it.missing(), TIME.format(it.until()));
            case ReleaseEvent.Declined it -> say("reason.declined", it.by(), it.comment());
            case ReleaseEvent.Cancelled it -> say("reason.cancelled", it.by(), it.reason());
            case ReleaseEvent.Failed it -> it.reason();
            case ReleaseEvent.Expired it -> it.reason();
            case ReleaseEvent.RolledBack it -> it.reason();
            case ReleaseEvent.RollbackFailed it -> it.reason();
            case ReleaseEvent.AgentSilent it -> silent(it.agent(), it.since(), it.at());
            case ReleaseEvent.AgentHeard it -> say("reason.agent-heard", it.agent());
            case ReleaseEvent.TurnBroken it ->
                say("reason.turn-broken", it.by(), it.reason(), it.agent(), TIME.format(it.unknownSince()));
            case ReleaseEvent.BackupMissed it -> missed(it);
            case ReleaseEvent.DrillFailed it -> undrilled(it);
            case ReleaseEvent.CheckSigned it ->
                say("reason.check-failed", it.check(), it.by(), String.valueOf(it.comment()));
            case ReleaseEvent.TagFailed it -> say("reason.tag-failed", it.tag(), it.reason());
            case ReleaseEvent.Held it -> it.reason();
            case ReleaseEvent.Paused it -> say("reason.said", it.by(), it.reason());
            case ReleaseEvent.Resumed it ->
                it.comment() == null ? say("reason.by", it.by()) : say("reason.said", it.by(), it.comment());
            case ReleaseEvent.FreezeWaived it -> say("reason.said", it.by(), it.reason());
            case ReleaseEvent.Tagged it -> null;
            case ReleaseEvent.Succeeded it -> told.standing().reason();
            case ReleaseEvent.ChecksStarted it -> null;
            case ReleaseEvent.GateFinished it -> null;
            case ReleaseEvent.ChecksPassed it -> null;
            case ReleaseEvent.Approved it -> null;
            case ReleaseEvent.Queued it -> null;
            case ReleaseEvent.TurnAwaited it -> null;
            case ReleaseEvent.DeploymentStarted it -> null;
            case ReleaseEvent.StepFinished it -> null;
            case ReleaseEvent.PromotionAwaited it -> null;
            case ReleaseEvent.Promoted it -> null;
            case ReleaseEvent.Switched it -> null;
            case ReleaseEvent.Verified it -> null;
            case ReleaseEvent.Kept it -> null;
            case ReleaseEvent.TurningBack it -> null;
        };
        return reason == null || reason.isBlank() ? null : reason;
    }

    /** An error of ours is never shown as the app's failure. */
    private String blamed(String reason, boolean ours) {
        return ours ? say("reason.ours", reason) : reason;
    }

    private String missed(ReleaseEvent.BackupMissed it) {
        var due = TIME.format(it.due());
        return it.problem() == null
                ? say("reason.backup-missed", it.datastore(), due)
                : say("reason.backup-missed.why", it.datastore(), due, it.problem());
    }

    private String undrilled(ReleaseEvent.DrillFailed it) {
        return it.backup() == null
                ? say("reason.drill-failed.none", it.datastore(), it.problem())
                : say("reason.drill-failed", it.backup(), it.datastore(), it.problem());
    }

    private String silent(String agent, Instant since, Instant at) {
        return say(
                "reason.agent-silent",
                agent,
                TIME.format(since),
                Duration.between(since, at).toSeconds());
    }

    private String state(Told told) {
        var standing = told.standing();
        if (told.event() instanceof ReleaseEvent.TurnBroken) {
            return say("state.unknown", standing.environment());
        }
        var previous = standing.previousVersion();
        if (told.event() instanceof ReleaseEvent.PromotionAwaited && previous != null) {
            return say("state.paused", standing.version(), standing.environment(), previous);
        }
        var key = "state." + standing.state();
        return previous == null && words.containsKey(key + ".first")
                ? say(key + ".first", standing.version(), standing.environment())
                : say(key, standing.version(), standing.environment(), previous == null ? "-" : previous);
    }

    /** What release-api says is more exact than what we can say of every such event. */
    private String next(Occasion occasion, Told told) {
        var next = switch (told.event()) {
            case ReleaseEvent.Failed it -> it.next();
            case ReleaseEvent.Expired it -> it.next();
            case ReleaseEvent.RolledBack it -> it.next();
            case ReleaseEvent.RollbackFailed it -> it.next();
            // What is to be done for the release itself is another matter.
            case ReleaseEvent.BackupMissed it -> null;
            case ReleaseEvent.DrillFailed it -> null;
            case ReleaseEvent.TagFailed it -> null;
            case ReleaseEvent.CheckSigned it -> null;
            default -> told.standing().next();
        };
        return next == null || next.isBlank() ? say("next." + key(occasion, told.standing())) : isolated(next);
    }

    /** What is not released but done with what runs may have words of its own. */
    private String key(Occasion occasion, Told.Standing standing) {
        var type = standing.releaseType();
        var own = "%s.%s".formatted(occasion, type.equals("PUT_RIGHT") ? "ROLLBACK" : type);
        return words.containsKey("title." + own) ? own : occasion.name();
    }

    private Line line(String label, String value) {
        return new Line(say("label." + label), value, false);
    }

    private Line longLine(String label, String value) {
        return new Line(say("label." + label), value, true);
    }

    private String say(String key, Object... values) {
        var texts = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            texts[i] = isolated(values[i].toString());
        }
        return new MessageFormat(words.getString(key), Locale.ROOT).format(texts);
    }

    private String isolated(String value) {
        return rightToLeft ? ISOLATE.formatted(value) : value;
    }
}
