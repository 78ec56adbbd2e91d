package ai.kaleem.release.api.inbound.http;

import ai.kaleem.release.api.access.Scope.Action;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a request needs in the scopes of its token. Where the address names the environment it needs it there; else whoever
 * finds out which environment it is about asks again.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Needs {
    Action value();
}
