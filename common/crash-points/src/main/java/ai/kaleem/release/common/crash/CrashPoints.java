package ai.kaleem.release.common.crash;

import java.lang.instrument.UnmodifiableClassException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;

/**
 * Where woven code asks whether it is to die now.
 *
 * <p>A dead process calls nothing any more: after the first {@link Crashed} every point throws it, on every thread, until
 * {@link #revive}. So what a test's first life still does on its way out reaches nobody, as with a real SIGKILL.
 */
public final class CrashPoints {

    private static final Consumer<Moment> NOTHING = moment -> {};

    private static volatile Consumer<Moment> watcher = NOTHING;
    private static volatile @Nullable Moment died;

    private CrashPoints() {}

    /** Called by woven code. */
    public static void before(String point) {
        reach(new Moment(true, point));
    }

    /** Called by woven code; not when the call threw. */
    public static void after(String point) {
        reach(new Moment(false, point));
    }

    /**
     * Weaves the classes of {@code packages} in this JVM, loaded already or not; may be called again for others.
     *
     * @throws IllegalStateException when the JVM lets no agent in
     */
    public static void weave(String... packages) {
        var weaver = new Weaver(List.of(packages));
        var jvm = ByteBuddyAgent.install();
        jvm.addTransformer(weaver, true);
        var loaded = Stream.of(jvm.getAllLoadedClasses())
                .filter(it -> weaver.weaves(it.getName().replace('.', '/')) && jvm.isModifiableClass(it))
                .toArray(Class<?>[]::new);
        try {
            if (loaded.length > 0) {
                jvm.retransformClasses(loaded);
            }
        } catch (UnmodifiableClassException e) {
            throw new IllegalStateException("Cannot weave " + List.of(packages), e);
        }
    }

    /** Tells {@code every} moment that is reached, on the thread that reaches it, in place of whoever was told before. */
    public static void watch(Consumer<Moment> every) {
        watcher = every;
        died = null;
    }

    /** Dies at the first moment that {@code fits}, and at no other before {@link #revive}. */
    public static void crashAt(Predicate<Moment> fits) {
        watch(moment -> {
            if (fits.test(moment)) {
                die(moment);
            }
        });
    }

    /** Where the process died, or null while it lives. */
    public static @Nullable Moment died() {
        return died;
    }

    /** The next life: points pass again, watched as before. The first one's threads have to be gone. */
    public static void revive() {
        died = null;
    }

    /** Nobody watches any more, nobody is dead. */
    public static void rest() {
        watch(NOTHING);
    }

    private static void reach(Moment moment) {
        var death = died;
        if (death != null) {
            throw new Crashed(death);
        }
        watcher.accept(moment);
    }

    private static void die(Moment moment) {
        died = moment;
        throw new Crashed(moment);
    }
}
