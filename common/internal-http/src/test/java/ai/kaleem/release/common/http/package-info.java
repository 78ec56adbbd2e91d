@org.jspecify.annotations.NullMarked
package ai.kaleem.release.common.http;
