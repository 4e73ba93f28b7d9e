-- AlterTable
ALTER TABLE "customer" ADD COLUMN "stopped" DATETIME;
ALTER TABLE "customer" ADD COLUMN "timeZone" TEXT;

-- CreateTable
CREATE TABLE "post" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "platform" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "thread" TEXT,
    "message" TEXT NOT NULL,
    "opened" TEXT,
    "sent" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "desk" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "platform" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "categories" TEXT,
    "locale" TEXT NOT NULL,
    "person" TEXT,
    "setBy" TEXT NOT NULL,
    "created" DATETIME NOT NULL,
    "closed" DATETIME
);

-- CreateTable
CREATE TABLE "complaint" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "purchaseId" TEXT,
    "text" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "priority" TEXT NOT NULL,
    "assigneeId" TEXT,
    "mergedInto" INTEGER,
    "outcome" TEXT,
    "rating" INTEGER,
    "reopened" INTEGER NOT NULL DEFAULT 0,
    "answers" INTEGER NOT NULL DEFAULT 0,
    "created" DATETIME NOT NULL,
    "ended" DATETIME,
    "answered" DATETIME,
    "owedSince" DATETIME,
    "runningSince" DATETIME,
    "runMs" BIGINT NOT NULL DEFAULT 0,
    "unclaimedSince" DATETIME,
    "told" TEXT NOT NULL DEFAULT '{}',
    "alarm" DATETIME,
    "due" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "complaint_line" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "complaintId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "authorId" TEXT,
    "text" TEXT NOT NULL,
    "detail" TEXT,
    "at" DATETIME NOT NULL,
    "platform" TEXT,
    "channel" TEXT,
    "message" TEXT,
    "edited" DATETIME,
    "deleted" DATETIME
);

-- CreateTable
CREATE TABLE "complaint_file" (
    "lineId" INTEGER NOT NULL,
    "file" TEXT NOT NULL,
    "complaintId" INTEGER NOT NULL,
    "nth" INTEGER NOT NULL,
    "passed" DATETIME,

    PRIMARY KEY ("lineId", "file")
);

-- CreateTable
CREATE TABLE "desk_card" (
    "about" TEXT NOT NULL,
    "seat" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "created" DATETIME NOT NULL,

    PRIMARY KEY ("about", "seat")
);

-- CreateTable
CREATE TABLE "complaint_alarm" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "complaintId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "level" INTEGER NOT NULL DEFAULT 0,
    "due" DATETIME NOT NULL,
    "noticed" DATETIME NOT NULL,
    "told" DATETIME
);

-- CreateTable
CREATE TABLE "complaint_mark" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "complaintId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "staffId" TEXT,
    "ms" BIGINT,
    "rating" INTEGER
);

-- CreateTable
CREATE TABLE "recovery" (
    "complaintId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "points" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "askedBy" TEXT NOT NULL,
    "decidedBy" TEXT,
    "asked" DATETIME NOT NULL,
    "decided" DATETIME
);

-- CreateTable
CREATE TABLE "draft" (
    "person" TEXT NOT NULL PRIMARY KEY,
    "text" TEXT NOT NULL,
    "files" TEXT NOT NULL DEFAULT '[]',
    "message" TEXT,
    "at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "block" (
    "customerId" TEXT NOT NULL PRIMARY KEY,
    "blockedBy" TEXT NOT NULL,
    "at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "follow_up" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "rule" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "since" DATETIME NOT NULL,
    "state" TEXT NOT NULL,
    "due" DATETIME NOT NULL,
    "until" DATETIME NOT NULL,
    "why" TEXT,
    "asked" DATETIME,
    "closes" DATETIME,
    "answer" TEXT,
    "answered" DATETIME,
    "listening" DATETIME,
    "suggestion" TEXT,
    "suggested" DATETIME,
    "created" DATETIME NOT NULL,
    "ended" DATETIME
);

-- CreateTable
CREATE TABLE "webhook" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "events" TEXT,
    "created" DATETIME NOT NULL,
    "accepted" DATETIME,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "disabled" DATETIME,
    "reason" TEXT
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "webhookId" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "due" DATETIME NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "taken" DATETIME,
    "status" INTEGER,
    "created" DATETIME NOT NULL,
    "ended" DATETIME
);

-- CreateTable
CREATE TABLE "callback" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "how" TEXT NOT NULL,
    "phone" TEXT,
    "complaintId" INTEGER,
    "at" DATETIME,
    "minutes" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "assigneeId" TEXT,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT,
    "created" DATETIME NOT NULL,
    "claimed" DATETIME,
    "tried" DATETIME,
    "ended" DATETIME,
    "told" TEXT NOT NULL DEFAULT '{}',
    "alarm" DATETIME,
    "stale" DATETIME
);

-- CreateTable
CREATE TABLE "callback_cell" (
    "cell" DATETIME NOT NULL,
    "nth" INTEGER NOT NULL,
    "callbackId" INTEGER NOT NULL,

    PRIMARY KEY ("cell", "nth")
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_delivery" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "platform" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "thread" TEXT,
    "place" TEXT NOT NULL,
    "only" TEXT,
    "replaces" TEXT,
    "home" BOOLEAN NOT NULL DEFAULT false,
    "name" TEXT,
    "under" TEXT,
    "act" TEXT NOT NULL DEFAULT 'say',
    "lane" INTEGER NOT NULL,
    "message" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "due" DATETIME NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "customerId" TEXT,
    "cause" TEXT NOT NULL,
    "created" DATETIME NOT NULL,
    "leaving" DATETIME,
    "ended" DATETIME,
    "sentPlace" TEXT,
    "sentId" TEXT,
    "trouble" TEXT,
    "unknowns" INTEGER NOT NULL DEFAULT 0,
    "alerted" BOOLEAN NOT NULL DEFAULT false
);
INSERT INTO "new_delivery" ("alerted", "cause", "channel", "created", "customerId", "due", "ended", "home", "id", "lane", "leaving", "message", "only", "place", "platform", "replaces", "sentId", "sentPlace", "state", "thread", "tries", "trouble", "unknowns") SELECT "alerted", "cause", "channel", "created", "customerId", "due", "ended", "home", "id", "lane", "leaving", "message", "only", "place", "platform", "replaces", "sentId", "sentPlace", "state", "thread", "tries", "trouble", "unknowns" FROM "delivery";
DROP TABLE "delivery";
ALTER TABLE "new_delivery" RENAME TO "delivery";
CREATE INDEX "delivery_queued_idx" ON "delivery"("platform", "lane", "id") WHERE state = 'queued';
CREATE INDEX "delivery_sending_idx" ON "delivery"("platform") WHERE state = 'sending';
CREATE INDEX "delivery_failed_idx" ON "delivery"("id") WHERE state = 'failed' AND NOT alerted;
CREATE INDEX "delivery_unknown_idx" ON "delivery"("id") WHERE state = 'unknown' AND NOT alerted;
CREATE INDEX "delivery_named_idx" ON "delivery"("name") WHERE state = 'queued' AND name IS NOT NULL;
CREATE INDEX "delivery_posted_idx" ON "delivery"("platform", "channel", "sentId") WHERE name IS NOT NULL OR under IS NOT NULL;
CREATE INDEX "delivery_customerId_id_idx" ON "delivery"("customerId", "id");
CREATE INDEX "delivery_ended_idx" ON "delivery"("ended");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "post_opened_idx" ON "post"("platform", "channel", "opened") WHERE opened IS NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "desk_platform_channel_key" ON "desk"("platform", "channel");

-- CreateIndex
CREATE UNIQUE INDEX "complaint_origin_key" ON "complaint"("origin");

-- CreateIndex
CREATE INDEX "complaint_alarm_idx" ON "complaint"("alarm", "id") WHERE alarm IS NOT NULL;

-- CreateIndex
CREATE INDEX "complaint_open_idx" ON "complaint"("due", "id") WHERE ended IS NULL;

-- CreateIndex
CREATE INDEX "complaint_held_idx" ON "complaint"("assigneeId", "due", "id") WHERE ended IS NULL;

-- CreateIndex
CREATE INDEX "complaint_customerId_id_idx" ON "complaint"("customerId", "id");

-- CreateIndex
CREATE INDEX "complaint_created_idx" ON "complaint"("created");

-- CreateIndex
CREATE INDEX "complaint_line_complaintId_id_idx" ON "complaint_line"("complaintId", "id");

-- CreateIndex
CREATE INDEX "complaint_line_message_idx" ON "complaint_line"("platform", "channel", "message") WHERE message IS NOT NULL;

-- CreateIndex
CREATE INDEX "complaint_file_waiting_idx" ON "complaint_file"("lineId") WHERE passed IS NULL;

-- CreateIndex
CREATE INDEX "complaint_file_complaintId_idx" ON "complaint_file"("complaintId");

-- CreateIndex
CREATE INDEX "complaint_alarm_untold_idx" ON "complaint_alarm"("id") WHERE told IS NULL;

-- CreateIndex
CREATE INDEX "complaint_alarm_complaintId_idx" ON "complaint_alarm"("complaintId");

-- CreateIndex
CREATE INDEX "complaint_mark_at_idx" ON "complaint_mark"("at");

-- CreateIndex
CREATE INDEX "complaint_mark_complaintId_idx" ON "complaint_mark"("complaintId");

-- CreateIndex
CREATE INDEX "follow_up_waiting_idx" ON "follow_up"("due", "id") WHERE state = 'waiting';

-- CreateIndex
CREATE INDEX "follow_up_open_idx" ON "follow_up"("closes", "id") WHERE state = 'asked';

-- CreateIndex
CREATE INDEX "follow_up_customerId_asked_idx" ON "follow_up"("customerId", "asked");

-- CreateIndex
CREATE INDEX "follow_up_asked_idx" ON "follow_up"("asked");

-- CreateIndex
CREATE UNIQUE INDEX "follow_up_rule_subject_ownerId_key" ON "follow_up"("rule", "subject", "ownerId");

-- CreateIndex
CREATE INDEX "webhook_delivery_waiting_idx" ON "webhook_delivery"("due", "id") WHERE state = 'queued';

-- CreateIndex
CREATE INDEX "webhook_delivery_webhookId_id_idx" ON "webhook_delivery"("webhookId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "callback_origin_key" ON "callback"("origin");

-- CreateIndex
CREATE INDEX "callback_stale_idx" ON "callback"("stale") WHERE stale IS NOT NULL;

-- CreateIndex
CREATE INDEX "callback_alarm_idx" ON "callback"("alarm", "id") WHERE alarm IS NOT NULL;

-- CreateIndex
CREATE INDEX "callback_open_idx" ON "callback"("at", "id") WHERE ended IS NULL;

-- CreateIndex
CREATE INDEX "callback_customerId_id_idx" ON "callback"("customerId", "id");

-- CreateIndex
CREATE INDEX "callback_complaint_idx" ON "callback"("complaintId") WHERE "complaintId" IS NOT NULL;

-- CreateIndex
CREATE INDEX "callback_at_idx" ON "callback"("at");

-- CreateIndex
CREATE INDEX "callback_phone_idx" ON "callback"("ended") WHERE phone IS NOT NULL;

-- CreateIndex
CREATE INDEX "callback_cell_callbackId_idx" ON "callback_cell"("callbackId");

-- CreateIndex
CREATE INDEX "purchase_at_id_idx" ON "purchase"("at", "id");
