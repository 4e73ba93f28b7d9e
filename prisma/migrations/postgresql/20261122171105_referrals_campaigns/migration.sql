-- AlterTable
ALTER TABLE "customer" ADD COLUMN     "birthYear" INTEGER,
ADD COLUMN     "birthday" TEXT,
ADD COLUMN     "class" TEXT;

-- AlterTable
ALTER TABLE "delivery" ADD COLUMN     "recipient" INTEGER;

-- AlterTable
ALTER TABLE "purchase" ADD COLUMN     "code" TEXT;

-- CreateTable
CREATE TABLE "campaign" (
    "id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "code" TEXT,
    "schedule" TEXT NOT NULL,
    "holdout" INTEGER NOT NULL DEFAULT 0,
    "split" INTEGER NOT NULL DEFAULT 0,
    "createdBy" TEXT NOT NULL,
    "startedBy" TEXT,
    "approvedBy" TEXT,
    "changedBy" TEXT,
    "expected" INTEGER,
    "round" INTEGER NOT NULL DEFAULT 0,
    "wall" TEXT,
    "due" TIMESTAMP(3),
    "created" TIMESTAMP(3) NOT NULL,
    "started" TIMESTAMP(3),
    "ended" TIMESTAMP(3),
    "cursor" TEXT,
    "frozen" TIMESTAMP(3),
    "total" INTEGER NOT NULL DEFAULT 0,
    "sent" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "unknown" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "held" INTEGER NOT NULL DEFAULT 0,
    "progress" TEXT,
    "edits" TEXT,

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_recipient" (
    "id" BIGSERIAL NOT NULL,
    "campaignId" INTEGER NOT NULL,
    "round" INTEGER NOT NULL,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "arm" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "why" TEXT,
    "turn" TIMESTAMP(3),
    "due" TIMESTAMP(3) NOT NULL,
    "closes" TIMESTAMP(3),
    "counts" TIMESTAMP(3),
    "sent" TIMESTAMP(3),
    "answer" INTEGER,
    "answered" TIMESTAMP(3),
    "forgotten" TIMESTAMP(3),

    CONSTRAINT "campaign_recipient_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_press" (
    "recipient" INTEGER NOT NULL,
    "button" INTEGER NOT NULL,
    "campaignId" INTEGER NOT NULL,
    "round" INTEGER NOT NULL,
    "arm" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "first" TIMESTAMP(3) NOT NULL,
    "last" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "campaign_press_pkey" PRIMARY KEY ("recipient","button")
);

-- CreateTable
CREATE TABLE "campaign_report" (
    "id" BIGSERIAL NOT NULL,
    "campaignId" INTEGER NOT NULL,
    "askedBy" TEXT NOT NULL,
    "round" INTEGER,
    "address" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "created" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "campaign_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "referral_code" (
    "code" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "ownerId" TEXT NOT NULL,
    "created" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "referral_code_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "referral" (
    "id" BIGSERIAL NOT NULL,
    "friendId" TEXT NOT NULL,
    "friendOwnerId" TEXT NOT NULL,
    "referrerId" TEXT NOT NULL,
    "referrerOwnerId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "joined" TIMESTAMP(3) NOT NULL,
    "terms" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "purchaseId" TEXT,
    "bought" TIMESTAMP(3),
    "counts" TIMESTAMP(3),
    "paidReferrer" INTEGER NOT NULL DEFAULT 0,
    "paidFriend" INTEGER NOT NULL DEFAULT 0,
    "paidMilestone" INTEGER NOT NULL DEFAULT 0,
    "paid" TIMESTAMP(3),
    "due" TIMESTAMP(3),
    "marks" INTEGER NOT NULL DEFAULT 0,
    "asked" TIMESTAMP(3),
    "decision" TEXT,
    "decidedBy" TEXT,
    "decided" TIMESTAMP(3),
    "frozen" TIMESTAMP(3),

    CONSTRAINT "referral_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_tag" (
    "ownerId" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "created" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "customer_tag_pkey" PRIMARY KEY ("ownerId","tag")
);

-- CreateTable
CREATE TABLE "customer_field" (
    "ownerId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "customer_field_pkey" PRIMARY KEY ("ownerId","name")
);

-- CreateTable
CREATE TABLE "segment" (
    "id" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "size" INTEGER,
    "counted" TIMESTAMP(3),
    "createdBy" TEXT NOT NULL,
    "created" TIMESTAMP(3) NOT NULL,
    "changed" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "segment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_run" (
    "digest" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "bytes" BIGINT NOT NULL,
    "stored" INTEGER NOT NULL,
    "known" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "started" TIMESTAMP(3) NOT NULL,
    "ended" TIMESTAMP(3),

    CONSTRAINT "import_run_pkey" PRIMARY KEY ("digest")
);

-- CreateIndex
CREATE UNIQUE INDEX "campaign_name_key" ON "campaign"("name");

-- CreateIndex
CREATE INDEX "campaign_recipient_next_idx" ON "campaign_recipient"("campaignId", "platform", "due", "id") WHERE (state = 'waiting');

-- CreateIndex
CREATE INDEX "campaign_recipient_queued_idx" ON "campaign_recipient"("id") WHERE (state = 'queued');

-- CreateIndex
CREATE INDEX "campaign_recipient_customerId_idx" ON "campaign_recipient"("customerId");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_recipient_campaignId_round_ownerId_key" ON "campaign_recipient"("campaignId", "round", "ownerId");

-- CreateIndex
CREATE INDEX "campaign_press_campaignId_round_arm_button_idx" ON "campaign_press"("campaignId", "round", "arm", "button");

-- CreateIndex
CREATE UNIQUE INDEX "referral_code_ownerId_key" ON "referral_code"("ownerId");

-- CreateIndex
CREATE INDEX "referral_code_customerId_idx" ON "referral_code"("customerId");

-- CreateIndex
CREATE UNIQUE INDEX "referral_friendOwnerId_key" ON "referral"("friendOwnerId");

-- CreateIndex
CREATE INDEX "referral_due_idx" ON "referral"("due") WHERE (due IS NOT NULL);

-- CreateIndex
CREATE INDEX "referral_held_idx" ON "referral"("id") WHERE (state = 'held');

-- CreateIndex
CREATE INDEX "referral_friendId_idx" ON "referral"("friendId");

-- CreateIndex
CREATE INDEX "referral_referrerId_joined_idx" ON "referral"("referrerId", "joined");

-- CreateIndex
CREATE INDEX "referral_joined_idx" ON "referral"("joined");

-- CreateIndex
CREATE INDEX "referral_paid_idx" ON "referral"("paid") WHERE (paid IS NOT NULL);

-- CreateIndex
CREATE INDEX "customer_tag_tag_customerId_idx" ON "customer_tag"("tag", "customerId");

-- CreateIndex
CREATE INDEX "customer_tag_customerId_idx" ON "customer_tag"("customerId");

-- CreateIndex
CREATE INDEX "customer_field_customerId_idx" ON "customer_field"("customerId");

-- CreateIndex
CREATE UNIQUE INDEX "segment_key_key" ON "segment"("key");

-- CreateIndex
CREATE INDEX "customer_class_idx" ON "customer"("class") WHERE (class IS NOT NULL);

-- CreateIndex
CREATE INDEX "customer_birthday_idx" ON "customer"("birthday") WHERE (birthday IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "delivery_recipient_key" ON "delivery"("recipient") WHERE (recipient IS NOT NULL);

-- CreateIndex
CREATE INDEX "purchase_code_idx" ON "purchase"("code", "at") WHERE (code IS NOT NULL);
