package ai.kaleem.release.gate.outbound.report;

import static ai.kaleem.release.gate.outbound.report.Samples.SHOP;
import static ai.kaleem.release.gate.outbound.report.Samples.readText;
import static ai.kaleem.release.gate.outbound.report.Samples.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.kaleem.release.gate.gate.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReadersTests {

    @Test
    void namesTheErrorsOfEslint() throws Exception {
        var reader = new EslintReader(SHOP);

        assertThat(verdict(reader, "eslint.json"))
                .isEqualTo(new Outcome.Failed(
                        "3 errors, 1 warning in 2 files: broken/cart.ts:1 @typescript-eslint/no-unused-vars,"
                                + " broken/cart.ts:3 no-var, broken/cart.ts:3 @typescript-eslint/no-unused-vars"));
        assertThat(reader.findings())
                .contains("broken/cart.ts:3 no-var: Unexpected var, use let or const instead.")
                .endsWith("broken/cart.ts:2 no-console: Unexpected console statement.");
    }

    @Test
    void passesWhatEslintFindsNothingIn() throws Exception {
        assertThat(verdict(new EslintReader(SHOP), "eslint-clean.json"))
                .isEqualTo(new Outcome.Passed("0 errors, 0 warnings in 1 file"));
    }

    @Test
    void namesTheErrorsOfSarif() throws Exception {
        assertThat(verdict(new SarifReader(SHOP, null), "eslint.sarif"))
                .isEqualTo(new Outcome.Failed("3 errors, 1 warning: broken/cart.ts:1 @typescript-eslint/no-unused-vars,"
                        + " broken/cart.ts:3 no-var, broken/cart.ts:3 @typescript-eslint/no-unused-vars"));
    }

    @Test
    void countsWhatIsBelowTheThresholdOfSarifWithoutFailing() throws Exception {
        var reader = new SarifReader(SHOP, "error");
        readText(reader, sarif("{'ruleId': 'a'}", "{'ruleId': 'b', 'level': 'note'}"));

        assertThat(reader.verdict()).isEqualTo(new Outcome.Passed("1 warning, 1 note"));
        assertThat(readText(new SarifReader(SHOP, "note"), sarif("{'ruleId': 'b', 'level': 'note'}"))
                        .verdict())
                .isEqualTo(new Outcome.Failed("1 note: b"));
    }

    @Test
    void takesTheLevelOfTheRuleAndLeavesOutWhatDoesNotCount() throws Exception {
        var reader = new SarifReader(SHOP, null);
        readText(
                reader,
                sarif(
                        "{'ruleId': 'grave', 'message': {'text': 'x'}}",
                        "{'ruleId': 'a', 'level': 'error', 'suppressions': [{'kind': 'inSource'}]}",
                        "{'ruleId': 'a', 'level': 'error', 'baselineState': 'absent'}",
                        "{'ruleId': 'a', 'level': 'error', 'kind': 'pass'}",
                        "{'ruleId': 'b', 'level': 'error', 'suppressions': [{'kind': 'external', 'status': 'rejected'}]}"));

        assertThat(reader.verdict()).isEqualTo(new Outcome.Failed("2 errors: b, grave"));
    }

    @Test
    void doesNotTrustASarifWithMoreThanItCanPutOffToItsRules() {
        var results = "{\"ruleId\": \"a\"},".repeat(10_001) + "{}";

        assertThatThrownBy(() -> readText(new SarifReader(SHOP, null), sarif(results)))
                .isInstanceOf(Malformed.class)
                .hasMessage("has more than 10000 results before the rules they need");
    }

    @Test
    void failsFromTheThresholdOfAnAuditOn() throws Exception {
        assertThat(verdict(new NpmAuditReader(null), "npm-audit.json"))
                .isEqualTo(new Outcome.Failed("vulnerable: 1 critical, 1 moderate: minimist (critical)"));
        assertThat(verdict(new NpmAuditReader("moderate"), "npm-audit.json"))
                .isEqualTo(new Outcome.Failed(
                        "vulnerable: 1 critical, 1 moderate: lodash (moderate), minimist (critical)"));
        assertThat(readText(
                                new NpmAuditReader("high"),
                                "{'auditReportVersion': 2, 'vulnerabilities': {'a': {'severity': 'low', 'range': '*'}}}"
                                        .replace('\'', '"'))
                        .verdict())
                .isEqualTo(new Outcome.Passed("vulnerable: 1 low, none of them high or worse"));
    }

    @Test
    void anAuditThatCouldNotAskTheRegistryIsNoVerdict() {
        assertThatThrownBy(() -> verdict(new NpmAuditReader(null), "npm-audit-away.json"))
                .isInstanceOf(Malformed.class)
                .hasMessage("npm could not audit: 405 Method Not Allowed - POST"
                        + " https://registry.npmjs.org/-/npm/v1/security/advisories/bulk");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{",
                "[",
                "[1]",
                "[{}]",
                "{}",
                "[{\"filePath\": 1, \"messages\": 2}]",
                "hello",
                "[[[[["
            })
    void refusesWhatIsNoReport(String text) {
        for (var reader : List.of(
                new EslintReader(SHOP),
                new SarifReader(SHOP, null),
                new NpmAuditReader(null),
                new CoverageReader(null))) {
            assertThatThrownBy(() -> readText(reader, text))
                    .as("%s of %s", text, reader)
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void namesTheLineThatIsNoJson() {
        assertThatThrownBy(() -> readText(new EslintReader(SHOP), "[\n{\"filePath\": \"a\",\n oops"))
                .isInstanceOfSatisfying(
                        Malformed.class,
                        it -> assertThat(it.in("eslint.json"))
                                .startsWith("eslint.json, line 3: not the JSON it should be: "));
    }

    @Test
    void refusesWhatIsNestedWithoutEnd() {
        assertThatThrownBy(() -> readText(new SarifReader(SHOP, null), "{\"runs\": " + "[".repeat(100_000)))
                .isInstanceOf(Malformed.class);
    }

    private static String sarif(String... results) {
        return """
                {"version": "2.1.0", "runs": [{"results": [%s], "tool": {"driver": {"rules": [
                  {"id": "grave", "defaultConfiguration": {"level": "error"}}, {"id": "b"}]}}}]}
                """.formatted(String.join(", ", results).replace('\'', '"'));
    }
}
