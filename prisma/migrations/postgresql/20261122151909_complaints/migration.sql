-- AlterTable
ALTER TABLE "customer" ADD COLUMN     "stopped" TIMESTAMP(3),
ADD COLUMN     "timeZone" TEXT;

-- AlterTable
ALTER TABLE "delivery" ADD COLUMN     "act" TEXT NOT NULL DEFAULT 'say',
ADD COLUMN     "name" TEXT,
ADD COLUMN     "under" TEXT;

-- CreateTable
CREATE TABLE "post" (
    "name" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "thread" TEXT,
    "message" TEXT NOT NULL,
    "opened" TEXT,
    "sent" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "post_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "desk" (
    "id" BIGSERIAL NOT NULL,
    "platform" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "categories" TEXT,
    "locale" TEXT NOT NULL,
    "person" TEXT,
    "setBy" TEXT NOT NULL,
    "created" TIMESTAMP(3) NOT NULL,
    "closed" TIMESTAMP(3),

    CONSTRAINT "desk_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "complaint" (
    "id" BIGSERIAL NOT NULL,
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
    "created" TIMESTAMP(3) NOT NULL,
    "ended" TIMESTAMP(3),
    "answered" TIMESTAMP(3),
    "owedSince" TIMESTAMP(3),
    "runningSince" TIMESTAMP(3),
    "runMs" BIGINT NOT NULL DEFAULT 0,
    "unclaimedSince" TIMESTAMP(3),
    "told" TEXT NOT NULL DEFAULT '{}',
    "alarm" TIMESTAMP(3),
    "due" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "complaint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "complaint_line" (
    "id" BIGSERIAL NOT NULL,
    "complaintId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "authorId" TEXT,
    "text" TEXT NOT NULL,
    "detail" TEXT,
    "at" TIMESTAMP(3) NOT NULL,
    "platform" TEXT,
    "channel" TEXT,
    "message" TEXT,
    "edited" TIMESTAMP(3),
    "deleted" TIMESTAMP(3),

    CONSTRAINT "complaint_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "complaint_file" (
    "lineId" INTEGER NOT NULL,
    "file" TEXT NOT NULL,
    "complaintId" INTEGER NOT NULL,
    "nth" INTEGER NOT NULL,
    "passed" TIMESTAMP(3),

    CONSTRAINT "complaint_file_pkey" PRIMARY KEY ("lineId","file")
);

-- CreateTable
CREATE TABLE "desk_card" (
    "about" TEXT NOT NULL,
    "seat" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "created" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "desk_card_pkey" PRIMARY KEY ("about","seat")
);

-- CreateTable
CREATE TABLE "complaint_alarm" (
    "id" BIGSERIAL NOT NULL,
    "complaintId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "level" INTEGER NOT NULL DEFAULT 0,
    "due" TIMESTAMP(3) NOT NULL,
    "noticed" TIMESTAMP(3) NOT NULL,
    "told" TIMESTAMP(3),

    CONSTRAINT "complaint_alarm_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "complaint_mark" (
    "id" BIGSERIAL NOT NULL,
    "complaintId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "staffId" TEXT,
    "ms" BIGINT,
    "rating" INTEGER,

    CONSTRAINT "complaint_mark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recovery" (
    "complaintId" INTEGER NOT NULL,
    "points" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "askedBy" TEXT NOT NULL,
    "decidedBy" TEXT,
    "asked" TIMESTAMP(3) NOT NULL,
    "decided" TIMESTAMP(3),

    CONSTRAINT "recovery_pkey" PRIMARY KEY ("complaintId")
);

-- CreateTable
CREATE TABLE "draft" (
    "person" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "files" TEXT NOT NULL DEFAULT '[]',
    "message" TEXT,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "draft_pkey" PRIMARY KEY ("person")
);

-- CreateTable
CREATE TABLE "block" (
    "customerId" TEXT NOT NULL,
    "blockedBy" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "block_pkey" PRIMARY KEY ("customerId")
);

-- CreateTable
CREATE TABLE "follow_up" (
    "id" BIGSERIAL NOT NULL,
    "rule" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "since" TIMESTAMP(3) NOT NULL,
    "state" TEXT NOT NULL,
    "due" TIMESTAMP(3) NOT NULL,
    "until" TIMESTAMP(3) NOT NULL,
    "why" TEXT,
    "asked" TIMESTAMP(3),
    "closes" TIMESTAMP(3),
    "answer" TEXT,
    "answered" TIMESTAMP(3),
    "listening" TIMESTAMP(3),
    "suggestion" TEXT,
    "suggested" TIMESTAMP(3),
    "created" TIMESTAMP(3) NOT NULL,
    "ended" TIMESTAMP(3),

    CONSTRAINT "follow_up_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook" (
    "id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "events" TEXT,
    "created" TIMESTAMP(3) NOT NULL,
    "accepted" TIMESTAMP(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "disabled" TIMESTAMP(3),
    "reason" TEXT,

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" BIGSERIAL NOT NULL,
    "webhookId" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "due" TIMESTAMP(3) NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "taken" TIMESTAMP(3),
    "status" INTEGER,
    "created" TIMESTAMP(3) NOT NULL,
    "ended" TIMESTAMP(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "callback" (
    "id" BIGSERIAL NOT NULL,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "how" TEXT NOT NULL,
    "phone" TEXT,
    "complaintId" INTEGER,
    "at" TIMESTAMP(3),
    "minutes" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "assigneeId" TEXT,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "note" TEXT,
    "created" TIMESTAMP(3) NOT NULL,
    "claimed" TIMESTAMP(3),
    "tried" TIMESTAMP(3),
    "ended" TIMESTAMP(3),
    "told" TEXT NOT NULL DEFAULT '{}',
    "alarm" TIMESTAMP(3),
    "stale" TIMESTAMP(3),

    CONSTRAINT "callback_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "callback_cell" (
    "cell" TIMESTAMP(3) NOT NULL,
    "nth" INTEGER NOT NULL,
    "callbackId" INTEGER NOT NULL,

    CONSTRAINT "callback_cell_pkey" PRIMARY KEY ("cell","nth")
);

-- CreateIndex
CREATE INDEX "post_opened_idx" ON "post"("platform", "channel", "opened") WHERE (opened IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "desk_platform_channel_key" ON "desk"("platform", "channel");

-- CreateIndex
CREATE UNIQUE INDEX "complaint_origin_key" ON "complaint"("origin");

-- CreateIndex
CREATE INDEX "complaint_alarm_idx" ON "complaint"("alarm", "id") WHERE (alarm IS NOT NULL);

-- CreateIndex
CREATE INDEX "complaint_open_idx" ON "complaint"("due", "id") WHERE (ended IS NULL);

-- CreateIndex
CREATE INDEX "complaint_held_idx" ON "complaint"("assigneeId", "due", "id") WHERE (ended IS NULL);

-- CreateIndex
CREATE INDEX "complaint_customerId_id_idx" ON "complaint"("customerId", "id");

-- CreateIndex
CREATE INDEX "complaint_created_idx" ON "complaint"("created");

-- CreateIndex
CREATE INDEX "complaint_line_complaintId_id_idx" ON "complaint_line"("complaintId", "id");

-- CreateIndex
CREATE INDEX "complaint_line_message_idx" ON "complaint_line"("platform", "channel", "message") WHERE (message IS NOT NULL);

-- CreateIndex
CREATE INDEX "complaint_file_waiting_idx" ON "complaint_file"("lineId") WHERE (passed IS NULL);

-- CreateIndex
CREATE INDEX "complaint_file_complaintId_idx" ON "complaint_file"("complaintId");

-- CreateIndex
CREATE INDEX "complaint_alarm_untold_idx" ON "complaint_alarm"("id") WHERE (told IS NULL);

-- CreateIndex
CREATE INDEX "complaint_alarm_complaintId_idx" ON "complaint_alarm"("complaintId");

-- CreateIndex
CREATE INDEX "complaint_mark_at_idx" ON "complaint_mark"("at");

-- CreateIndex
CREATE INDEX "complaint_mark_complaintId_idx" ON "complaint_mark"("complaintId");

-- CreateIndex
CREATE INDEX "follow_up_waiting_idx" ON "follow_up"("due", "id") WHERE (state = 'waiting');

-- CreateIndex
CREATE INDEX "follow_up_open_idx" ON "follow_up"("closes", "id") WHERE (state = 'asked');

-- CreateIndex
CREATE INDEX "follow_up_customerId_asked_idx" ON "follow_up"("customerId", "asked");

-- CreateIndex
CREATE INDEX "follow_up_asked_idx" ON "follow_up"("asked");

-- CreateIndex
CREATE UNIQUE INDEX "follow_up_rule_subject_ownerId_key" ON "follow_up"("rule", "subject", "ownerId");

-- CreateIndex
CREATE INDEX "webhook_delivery_waiting_idx" ON "webhook_delivery"("due", "id") WHERE (state = 'queued');

-- CreateIndex
CREATE INDEX "webhook_delivery_webhookId_id_idx" ON "webhook_delivery"("webhookId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "callback_origin_key" ON "callback"("origin");

-- CreateIndex
CREATE INDEX "callback_stale_idx" ON "callback"("stale") WHERE (stale IS NOT NULL);

-- CreateIndex
CREATE INDEX "callback_alarm_idx" ON "callback"("alarm", "id") WHERE (alarm IS NOT NULL);

-- CreateIndex
CREATE INDEX "callback_open_idx" ON "callback"("at", "id") WHERE (ended IS NULL);

-- CreateIndex
CREATE INDEX "callback_customerId_id_idx" ON "callback"("customerId", "id");

-- CreateIndex
CREATE INDEX "callback_complaint_idx" ON "callback"("complaintId") WHERE ("complaintId" IS NOT NULL);

-- CreateIndex
CREATE INDEX "callback_at_idx" ON "callback"("at");

-- CreateIndex
CREATE INDEX "callback_phone_idx" ON "callback"("ended") WHERE (phone IS NOT NULL);

-- CreateIndex
CREATE INDEX "callback_cell_callbackId_idx" ON "callback_cell"("callbackId");

-- CreateIndex
CREATE INDEX "delivery_unknown_idx" ON "delivery"("id") WHERE (state = 'unknown' AND NOT alerted);

-- CreateIndex
CREATE INDEX "delivery_named_idx" ON "delivery"("name") WHERE (state = 'queued' AND name IS NOT NULL);

-- CreateIndex
CREATE INDEX "delivery_posted_idx" ON "delivery"("platform", "channel", "sentId") WHERE (name IS NOT NULL OR under IS NOT NULL);

-- CreateIndex
CREATE INDEX "purchase_at_id_idx" ON "purchase"("at", "id");
