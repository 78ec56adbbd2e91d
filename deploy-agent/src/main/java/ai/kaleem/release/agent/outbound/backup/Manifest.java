package ai.kaleem.release.agent.outbound.backup;

import ai.kaleem.release.agent.deploy.Backups.Purpose;
import ai.kaleem.release.common.contract.AgentReport;
import ai.kaleem.release.common.contract.DeploymentId;

/** Stands beside a backup and makes it one: what has no manifest is not sealed. */
record Manifest(DeploymentId deployment, Purpose purpose, AgentReport.Backup backup) {}
