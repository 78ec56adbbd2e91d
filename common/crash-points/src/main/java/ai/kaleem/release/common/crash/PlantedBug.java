package ai.kaleem.release.common.crash;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Mistakes that somebody could make, woven into a service to see whether the harness would notice. None of them is visible
 * while nothing goes wrong.
 */
public enum PlantedBug {
    /** A consumer acknowledges a message, then stores what it brought. */
    ACK_BEFORE_PERSIST(
            edit("common/messaging/InboxListener", "onMessage", "take", PlantedBug::acknowledgeFirst),
            edit("common/messaging/InboxListener", "take", "acknowledge", PlantedBug::skip)),
    /** A message counts as sent once it was handed to the client library. */
    PUBLISH_WITHOUT_CONFIRM(edit("common/messaging/Publisher", "publishInOrder", "await", PlantedBug::skip)),
    /** A message that no queue took counts as sent, since the broker confirms it. */
    IGNORE_RETURNED(edit("common/messaging/Publisher", "await", "getReturned", PlantedBug::skip)),
    /** An event that comes again is news. */
    NO_INBOX(edit("notifier/delivery/DeliveryId", "of", "slug", PlantedBug::random)),
    /** The store answers before what it was told is on the disk; without the commit a SIGKILL shows it, not only a power cut. */
    NO_FSYNC(
            edit("common/mongo/GroupCommit", "commit", "commit", PlantedBug::skip),
            edit("common/mongo/GroupCommit", "syncAllDone", "sync", PlantedBug::skip)),
    /** The agent does what a turn that is over asked for. */
    NO_EPOCH_CHECK(edit(
            "agent/deploy/TakeRequests",
            "deploy",
            "ai/kaleem/release/agent/deploy/PlaceState.epoch",
            PlantedBug::skip)),
    /** A repeated POST is a new request: its key is not kept. */
    NO_IDEMPOTENCY_KEY(edit("api/outbound/mongo/MongoKeys", "claim", "insertOne", PlantedBug::skip)),
    /** The gateway is told over its socket alone; the file it starts from stays as it was. */
    ROUTE_NOT_WRITTEN(edit("agent/outbound/gateway/ConfigurationFile", "write", "write", PlantedBug::writeOnce));

    private static final String OURS = "ai/kaleem/release/";

    private final List<Edit> edits;

    PlantedBug(Edit... edits) {
        this.edits = List.of(edits);
    }

    /** @param name as {@link #toString} says it */
    public static Optional<PlantedBug> named(String name) {
        return Stream.of(values()).filter(it -> it.toString().equals(name)).findFirst();
    }

    /** {@code ack-before-persist}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The classes of a service, as it is shipped, in which this mistake would be made.
     *
     * @throws IllegalStateException where the code of one has changed so that there is no place for it any more
     */
    public List<String> placesIn(Path jar) {
        var places = new ArrayList<String>();
        ClassFiles.read(jar, this::concerns, bytes -> {
            planted(bytes, ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS));
            places.add(ClassFile.of().parse(bytes).thisClass().asInternalName());
        });
        return places;
    }

    boolean concerns(String type) {
        return edits.stream().anyMatch(it -> it.type().equals(type));
    }

    /**
     * The class with the mistake in it.
     *
     * @throws IllegalStateException where the code has changed so that there is no place for it any more
     */
    byte[] planted(byte[] bytes, ClassFile files) {
        var model = files.parse(bytes);
        var type = model.thisClass().asInternalName();
        var planted = bytes;
        for (var edit : edits.stream().filter(it -> it.type().equals(type)).toList()) {
            planted = edit.apply(planted, files, this);
        }
        return planted;
    }

    private static Edit edit(String type, String method, String call, Change change) {
        return new Edit(OURS + type, method, call, change);
    }

    /** What is written in place of a call. */
    private interface Change {
        void write(CodeBuilder code, InvokeInstruction call);
    }

    private static void skip(CodeBuilder code, InvokeInstruction call) {
        drop(code, call);
        var kind = TypeKind.from(call.typeSymbol().returnType());
        switch (kind) {
            case VOID -> {}
            case LONG -> code.lconst_0();
            case DOUBLE -> code.dconst_0();
            case FLOAT -> code.fconst_0();
            case REFERENCE -> code.aconst_null();
            case BOOLEAN, BYTE, CHAR, SHORT, INT -> code.iconst_0();
        }
    }

    private static void random(CodeBuilder code, InvokeInstruction call) {
        var uuid = ClassDesc.of("java.util.UUID");
        drop(code, call);
        code.invokestatic(uuid, "randomUUID", MethodTypeDesc.of(uuid))
                .invokevirtual(uuid, "toString", MethodTypeDesc.of(ConstantDescs.CD_String));
    }

    private static void writeOnce(CodeBuilder code, InvokeInstruction call) {
        code.invokestatic(Mistakes.class.describeConstable().orElseThrow(), "writeOnce", call.typeSymbol());
    }

    private static void acknowledgeFirst(CodeBuilder code, InvokeInstruction call) {
        // The last argument is the delivery.
        var delivery = call.typeSymbol().parameterList().getLast();
        code.dup().invokevirtual(delivery, "acknowledge", MethodTypeDesc.of(ConstantDescs.CD_void));
        code.with(call);
    }

    private static void drop(CodeBuilder code, InvokeInstruction call) {
        for (var argument : call.typeSymbol().parameterList().reversed()) {
            if (TypeKind.from(argument).slotSize() == 2) {
                code.pop2();
            } else {
                code.pop();
            }
        }
        if (call.opcode() != Opcode.INVOKESTATIC) {
            code.pop();
        }
    }

    /** @param call the name of the method that is called, with the class before it where the name alone would fit others */
    private record Edit(String type, String method, String call, Change change) {

        byte[] apply(byte[] bytes, ClassFile files, PlantedBug bug) {
            var places = new AtomicInteger();
            CodeTransform code = (builder, element) -> {
                if (element instanceof InvokeInstruction it && fits(it)) {
                    places.incrementAndGet();
                    change.write(builder, it);
                } else {
                    builder.with((CodeElement) element);
                }
            };
            var planted = files.transformClass(files.parse(bytes), (ClassTransform) (builder, element) -> {
                if (element instanceof MethodModel it && isMeant(it.methodName().stringValue())) {
                    builder.transformMethod(it, MethodTransform.transformingCode(code));
                } else {
                    builder.with(element);
                }
            });
            if (places.get() == 0) {
                throw new IllegalStateException(
                        "%s.%s calls no %s any more: find %s another place".formatted(type, method, call, bug));
            }
            return planted;
        }

        /** The method itself, or a lambda in it. */
        private boolean isMeant(String name) {
            return name.equals(method) || name.startsWith("lambda$%s$".formatted(method));
        }

        private boolean fits(InvokeInstruction it) {
            var name = it.name().stringValue();
            return call.equals(name) || call.equals(it.owner().asInternalName() + "." + name);
        }
    }
}
