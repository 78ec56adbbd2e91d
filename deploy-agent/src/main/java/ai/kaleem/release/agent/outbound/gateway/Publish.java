package ai.kaleem.release.agent.outbound.gateway;

import ai.kaleem.release.agent.deploy.StepFailed;
import com.github.dockerjava.api.model.ContainerPort;
import com.github.dockerjava.api.model.Ports;
import org.jspecify.annotations.Nullable;

/** Where a service is published: {@code address:port} on the host. */
record Publish(String address, int port) {

    /** @throws StepFailed where it is not {@code address:port} or {@code port} */
    static @Nullable Publish of(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var colon = text.lastIndexOf(':');
        try {
            return new Publish(
                    colon < 1 ? "0.0.0.0" : text.substring(0, colon).replaceAll("[\\[\\]]", ""),
                    Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new StepFailed("'%s' is not address:port".formatted(text));
        }
    }

    Ports.Binding binding() {
        return Ports.Binding.bindIpAndPort(address, port);
    }

    boolean collides(ContainerPort other) {
        var samePort = Integer.valueOf(port).equals(other.getPublicPort());
        return samePort && (isAny(address) || isAny(String.valueOf(other.getIp())) || address.equals(other.getIp()));
    }

    private static boolean isAny(String address) {
        return address.equals("0.0.0.0") || address.equals("::");
    }

    @Override
    public String toString() {
        return address + ":" + port;
    }
}
