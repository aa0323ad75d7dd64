import Testing

@testable import ModelFormats

@Suite struct DownloadProgressTests {
    @Test func saysWhatIsKnown() {
        var progress = DownloadProgress(received: 12_340_000, total: nil, rate: nil)
        #expect(progress.text.english == "12.3 MB")
        #expect(progress.fraction == nil && progress.remaining == nil)
        progress.total = 46_830_571
        progress.rate = 3_200_000
        #expect(progress.text.english == "12.3 MB of 46.8 MB, 3.2 MB/s, 11 s left")
        progress.isVerifying = true
        #expect(progress.text.english == "12.3 MB, verifying")
    }

    @Test func theRateIsThatOfTheLastFiveSeconds() throws {
        var rate = TransferRate()
        let start = ContinuousClock.now
        rate.add(1_000_000, at: start)
        #expect(rate.bytesPerSecond == nil)
        rate.add(1_500_000, at: start + .milliseconds(500))
        #expect(try #require(rate.bytesPerSecond) == 1_000_000)
        for second in 1...20 {
            rate.add(1_500_000 + second * 2_000_000, at: start + .milliseconds(500 + second * 1000))
        }
        #expect(abs(try #require(rate.bytesPerSecond) - 2_000_000) < 1)
    }
}
