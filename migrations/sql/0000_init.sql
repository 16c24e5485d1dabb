CREATE TABLE `alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`rule` text NOT NULL,
	`severity` text NOT NULL,
	`subject` text NOT NULL,
	`package_id` text,
	`title` text NOT NULL,
	`detail` text NOT NULL,
	`evidence` text NOT NULL,
	`guidance` text NOT NULL,
	`count` integer NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`closed_at` integer,
	`rev` integer NOT NULL,
	`read_at` integer,
	`dismissed_at` integer
);
--> statement-breakpoint
CREATE INDEX `alerts_time` ON `alerts` (`first_at`,`id`);--> statement-breakpoint
CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`package_ids` text,
	`hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash` ON `api_keys` (`hash`);--> statement-breakpoint
CREATE TABLE `audit` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`action` text NOT NULL,
	`actor` text NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`package_id` text,
	`detail` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_time` ON `audit` (`at`,`id`);--> statement-breakpoint
CREATE TABLE `messages` (
	`id` text PRIMARY KEY NOT NULL,
	`package_id` text NOT NULL,
	`profile_id` text,
	`direction` text NOT NULL,
	`status` text NOT NULL,
	`recipient` text NOT NULL,
	`type` text NOT NULL,
	`category` text,
	`reference` text,
	`wamid` text,
	`not_before` integer,
	`accepted_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`expires_at` integer,
	`attempts` integer NOT NULL,
	`duplicate_confirmed` integer DEFAULT 0 NOT NULL,
	`error` text,
	`content` text,
	`rev` integer NOT NULL,
	`timeline` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `messages_package_time` ON `messages` (`package_id`,`accepted_at`,`id`);--> statement-breakpoint
CREATE INDEX `messages_time` ON `messages` (`accepted_at`,`id`);--> statement-breakpoint
CREATE INDEX `messages_recipient` ON `messages` (`recipient`,`accepted_at`);--> statement-breakpoint
CREATE INDEX `messages_reference` ON `messages` (`reference`) WHERE reference IS NOT NULL;--> statement-breakpoint
CREATE TABLE `opt_outs` (
	`id` text PRIMARY KEY NOT NULL,
	`portfolio_id` text NOT NULL,
	`user_key` text NOT NULL,
	`scope` text,
	`source` text NOT NULL,
	`at` integer NOT NULL,
	`rev` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `packages` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`config` text NOT NULL,
	`version` integer NOT NULL,
	`applied_version` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE TABLE `portfolios` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `profiles` (
	`id` text PRIMARY KEY NOT NULL,
	`package_id` text NOT NULL,
	`portfolio_id` text NOT NULL,
	`waba_id` text NOT NULL,
	`display_name` text NOT NULL,
	`config` text NOT NULL,
	`token` text NOT NULL,
	`token_id` text NOT NULL,
	`graph_url` text NOT NULL,
	`version` integer NOT NULL,
	`applied_version` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE INDEX `profiles_package` ON `profiles` (`package_id`);--> statement-breakpoint
CREATE INDEX `profiles_waba` ON `profiles` (`waba_id`);--> statement-breakpoint
CREATE TABLE `raw_webhooks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`waba_id` text,
	`phone_number_id` text,
	`field` text NOT NULL,
	`reason` text NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`version` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `stats` (
	`owner` text NOT NULL,
	`at` integer NOT NULL,
	`package_id` text NOT NULL,
	`profile_id` text NOT NULL,
	`accepted` integer NOT NULL,
	`sent` integer NOT NULL,
	`delivered` integer NOT NULL,
	`read` integer NOT NULL,
	`failed` integer NOT NULL,
	`received` integer NOT NULL,
	`rev` integer NOT NULL,
	PRIMARY KEY(`at`, `owner`)
);
--> statement-breakpoint
CREATE TABLE `templates` (
	`id` text PRIMARY KEY NOT NULL,
	`portfolio_id` text NOT NULL,
	`waba_id` text NOT NULL,
	`name` text NOT NULL,
	`language` text NOT NULL,
	`category` text NOT NULL,
	`status` text NOT NULL,
	`meta_id` text,
	`parameters` text,
	`gone` integer NOT NULL,
	`rev` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `wabas` (
	`id` text PRIMARY KEY NOT NULL,
	`portfolio_id` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `wakes` (
	`actor` text PRIMARY KEY NOT NULL,
	`next_at` integer,
	`rev` integer NOT NULL,
	`woken_at` integer
);
