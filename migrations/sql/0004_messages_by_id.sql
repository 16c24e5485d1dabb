-- Without a rowid the key is the table: one row less to write for each message.
CREATE TABLE `messages_by_id` (
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
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `messages_by_id` (`id`, `package_id`, `profile_id`, `direction`, `status`, `recipient`, `type`, `category`, `reference`, `wamid`, `not_before`, `accepted_at`, `updated_at`, `expires_at`, `attempts`, `duplicate_confirmed`, `error`, `content`, `rev`, `timeline`) SELECT `id`, `package_id`, `profile_id`, `direction`, `status`, `recipient`, `type`, `category`, `reference`, `wamid`, `not_before`, `accepted_at`, `updated_at`, `expires_at`, `attempts`, `duplicate_confirmed`, `error`, `content`, `rev`, `timeline` FROM `messages`;--> statement-breakpoint
DROP TABLE `messages`;--> statement-breakpoint
ALTER TABLE `messages_by_id` RENAME TO `messages`;--> statement-breakpoint
CREATE INDEX `messages_package_time` ON `messages` (`package_id`,`accepted_at`,`id`);--> statement-breakpoint
CREATE INDEX `messages_time` ON `messages` (`accepted_at`,`id`);--> statement-breakpoint
CREATE INDEX `messages_recipient` ON `messages` (`recipient`,`accepted_at`);--> statement-breakpoint
CREATE INDEX `messages_reference` ON `messages` (`reference`,`accepted_at`,`id`) WHERE reference IS NOT NULL;
