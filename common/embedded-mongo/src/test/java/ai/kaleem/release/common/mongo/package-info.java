/** Facts about the embedded server, stated with the real driver. */
package ai.kaleem.release.common.mongo;
