DROP INDEX `messages_reference`;--> statement-breakpoint
CREATE INDEX `messages_reference` ON `messages` (`reference`,`accepted_at`,`id`) WHERE reference IS NOT NULL;